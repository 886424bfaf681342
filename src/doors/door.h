// Door: one way in and out of the program, driven as a user would. Whatever comes in by any of them
// goes the same path, so all doors must give the same bits: that is what the tests of this room are
// for.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "base/status.h"
#include "data/chunk.h"

namespace slipway::doors {

// One value of an answer. NaN and infinities are missing: JSON has no numbers for them.
struct Cell {
  bool missing = false;
  bool is_text = false;
  std::string text;
  double number = 0;
};

// One row's answer: why there is none, or its values, vectors element by element.
struct RowAnswer {
  std::string reason;
  std::vector<Cell> cells;
};

struct Column {
  std::string name;
  bool is_text = false;
  bool is_single = false;  // float32: compared as such
};

class Door {
 public:
  virtual ~Door();
  virtual const char* name() const = 0;
  // Scores `lines`, one JSON object each, with the model in the file `model`: the outputs that are
  // asked for by default, whose columns are `columns`.
  virtual base::Result<std::vector<RowAnswer>> score(const std::string& model,
                                                     const std::vector<std::string>& lines,
                                                     const std::vector<Column>& columns) const = 0;
};

std::unique_ptr<Door> manual_door();  // slipway score in.jsonl -o out.jsonl
std::unique_ptr<Door> http_door();    // POST /api/v1/models/m/score
std::unique_ptr<Door> queue_door();   // the built-in queue into SQLite

// In process, through the path itself: rows in Deliveries of so many, and one thing that goes
// wrong.
enum class Fault : std::uint8_t {
  kNone,
  kTornRead,   // the source breaks off after a Delivery, once
  kNackOnce,   // the first commit fails, and may be tried again
  kClockJump,  // the clocks jump by hours between two steps
};
std::unique_ptr<Door> process_door(std::int64_t rows_of_a_delivery, Fault fault);

// In process, without the path: the plan, with only `kernels` allowed (empty: all). NO_KERNEL if a
// stage has none of them.
std::unique_ptr<Door> plan_door(std::int64_t rows_of_a_chunk, std::vector<std::string> kernels);

// {"predict": "a", "predict_proba": [0.5, 0.5]} to cells.
base::Result<RowAnswer> read_answer(std::string_view json);

// Element k of a row of predictions; the columns of a schema, vectors element by element.
Cell cell_at(const data::ColumnView& column, std::int64_t row, std::int64_t k);
std::vector<Column> columns_of(const data::Schema& schema);

// Bits alike, or as float32 where the column is one.
bool same(const Cell& a, const Cell& b, bool single);
std::string show(const RowAnswer& answer);

// A folder of this process, removed at the end.
class Workplace {
 public:
  Workplace();
  ~Workplace();
  const std::string& path() const { return path_; }

 private:
  std::string path_;
};

}  // namespace slipway::doors
