#include "service/verify/verify.h"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>
#include <set>

#include <fmt/format.h>

#include "score/scorer.h"
#include "service/model_file.h"
#include "service/verify/python.h"
#include "service/verify/rows.h"

namespace slipway::service {
namespace {

constexpr std::size_t kDifferentShown = 100;
constexpr double kSingleRelative = 5e-7;  // float32: four units of the last place
constexpr double kOfColumnMax = 1e-12;    // what cancels out in a sum is no difference
constexpr double kNothing = 1e-300;       // what a library's vector instructions leave of 0

struct OurOutput {
  data::Chunk answers;                          // one column
  std::map<std::int64_t, std::string> refused;  // row → reason
};

base::Result<OurOutput> ask_slipway(const LoadedModel& loaded, const std::string& output,
                                    const data::Chunk& rows) {
  const score::Version* version = score::intern(loaded.name, loaded.digest);
  SLIPWAY_ASSIGN(const auto scorer, score::bind(loaded.model, version, *rows.schema(), {output}));
  OurOutput ours;
  ours.answers = data::Chunk(scorer->output_schema());
  data::Chunk part(scorer->output_schema());
  for (std::int64_t begin = 0; begin < rows.rows(); begin += base::kChunkRowsMax) {
    const std::int64_t count = std::min<std::int64_t>(base::kChunkRowsMax, rows.rows() - begin);
    data::RowErrors errors;
    SLIPWAY_TRY(scorer->score(rows.view(begin, count), part, errors));
    for (const auto& error : errors)
      ours.refused[begin + error.row] = fmt::format(
          "{}{}", error.column.empty() ? "" : "column " + error.column + ": ", error.status.text());
    if (ours.answers.rows() == 0 && begin == 0) ours.answers = data::Chunk(scorer->output_schema());
    for (std::int64_t i = 0; i < count; ++i) ours.answers.append(part.view(), i);
  }
  return ours;
}

// One value of ours, as text or number.
TheirValue ours_at(const data::ColumnView& column, std::int64_t row, std::int64_t k) {
  const std::int64_t at = row * column.width + k;
  if (!column.valid(row)) return std::numeric_limits<double>::quiet_NaN();
  switch (column.kind) {
    case data::Kind::kString:
      return std::string(column.string(row));
    case data::Kind::kFloat64:
      return column.float64s()[at];
    case data::Kind::kFloat32:
      return static_cast<double>(column.float32s()[at]);
    case data::Kind::kBool:
      return column.boolean(row) ? 1.0 : 0.0;
    default:
      return static_cast<double>(column.int64s()[at]);
  }
}

double number_of(const TheirValue& value) {
  if (const double* number = std::get_if<double>(&value)) return *number;
  const std::string& text = std::get<std::string>(value);
  if (text == "inf") return std::numeric_limits<double>::infinity();
  if (text == "-inf") return -std::numeric_limits<double>::infinity();
  return std::numeric_limits<double>::quiet_NaN();
}

std::string shown(const TheirValue& value) {
  if (const double* number = std::get_if<double>(&value)) return fmt::format("{}", *number);
  return std::get<std::string>(value);
}

struct Difference {
  std::string output;
  std::int64_t k = 0, row = 0;
};

// Compares column k of one output.
class Comparison {
 public:
  Comparison(const VerifyJob& job, const std::string& output, const OurOutput& ours,
             const TheirOutput& theirs, std::int64_t k)
      : output_(output),
        ours_(ours),
        theirs_(theirs),
        k_(k),
        column_(ours.answers.column(0).view()) {
    relative_ = column_.kind == data::Kind::kFloat32 ? std::max(job.relative, kSingleRelative)
                                                     : job.relative;
  }

  VerifyColumn run(std::vector<Difference>& differences) {
    double greatest = 0;
    each([&](std::int64_t, const TheirValue& a, const TheirValue&) {
      const double x = number_of(a);
      if (std::isfinite(x)) greatest = std::max(greatest, std::abs(x));
    });
    absolute_ = std::max(greatest * kOfColumnMax, kNothing);
    each([&](std::int64_t row, const TheirValue& a, const TheirValue& b) {
      ++found_.compared;
      if (judge(row, a, b)) differences.push_back({output_, k_, row});
    });
    return found_;
  }

 private:
  template <class Visit>
  void each(Visit visit) const {
    for (std::int64_t row = 0; row < ours_.answers.rows(); ++row) {
      const auto& theirs = theirs_.rows[static_cast<std::size_t>(row)];
      if (ours_.refused.contains(row) || !theirs) continue;
      static const TheirValue kNothing = std::string("nothing");
      const auto at = static_cast<std::size_t>(k_);
      visit(row, ours_at(column_, row, k_), at < theirs->size() ? (*theirs)[at] : kNothing);
    }
  }

  bool judge(std::int64_t row, const TheirValue& a, const TheirValue& b) {
    if (column_.kind == data::Kind::kString) {
      const bool same = shown(a) == shown(b);
      if (same) ++found_.same_bits;
      return !same && worst(row, a, b, true, 1);
    }
    const double x = number_of(a), y = number_of(b);
    if (x == y || (std::isnan(x) && std::isnan(y))) {
      ++found_.same_bits;
      return false;
    }
    if (!std::isfinite(x) || !std::isfinite(y)) return worst(row, a, b, true, 1);
    const double distance = std::abs(x - y);
    const double relative = distance / std::max(std::abs(x), std::abs(y));
    return worst(row, a, b, relative > relative_ && distance > absolute_, relative);
  }

  bool worst(std::int64_t row, const TheirValue& a, const TheirValue& b, bool different,
             double relative) {
    const bool first_different = different && found_.different == 0;
    if (different) ++found_.different;
    if (first_different ||
        (relative > found_.relative_max && (different || found_.different == 0))) {
      found_.worst_row = row + 1;
      found_.ours = shown(a), found_.theirs = shown(b);
    }
    found_.relative_max = std::max(found_.relative_max, relative);
    return different;
  }

  const std::string& output_;
  const OurOutput& ours_;
  const TheirOutput& theirs_;
  const std::int64_t k_;
  const data::ColumnView column_;
  double relative_ = 0, absolute_ = 0;
  VerifyColumn found_;
};

constexpr std::int64_t kRefused = -1;  // as a column: one side has no answer

VerifyOutput refusals(const std::string& name, const OurOutput& ours, const TheirOutput& theirs,
                      std::vector<Difference>& differences) {
  VerifyOutput out;
  out.name = name;
  out.their_reason = theirs.error;
  for (std::int64_t row = 0; row < ours.answers.rows(); ++row) {
    const auto refused = ours.refused.find(row);
    const bool us = refused != ours.refused.end();
    const bool them = !theirs.rows[static_cast<std::size_t>(row)];
    if (us && out.our_reason.empty()) out.our_reason = refused->second;
    if (us && them) ++out.refused_by_both;
    if (us == them) continue;
    ++(us ? out.refused_by_us : out.refused_by_them);
    if (out.first_refused_row < 0) {
      out.first_refused_row = row + 1;
      if (us) out.our_reason = refused->second;
    }
    differences.push_back({name, kRefused, row});
  }
  return out;
}

// "sklearn" of the environment against what the file says.
std::string note_of(const model::About& about, const TheirAnswer& answer) {
  static const std::map<std::string, std::string> kModules = {{"scikit-learn", "sklearn"},
                                                              {"XGBoost", "xgboost"},
                                                              {"LightGBM", "lightgbm"},
                                                              {"CatBoost", "catboost"}};
  const auto module = kModules.find(about.library);
  if (module == kModules.end() || about.library_version.empty()) return {};
  const auto version = answer.versions.find(module->second);
  if (version == answer.versions.end() || version->second.starts_with(about.library_version))
    return {};
  return fmt::format("the file was written by {} {}, and {} scored it", about.library,
                     about.library_version, version->second);
}

struct Question {
  const VerifyJob& job;
  const LoadedModel& loaded;
  const std::vector<std::string>& outputs;
  const data::Chunk& rows;
  const std::atomic<bool>& stop;
};

// Of `different` (rows that count from 1) those in which the library answers otherwise for the row
// alone, wherever it differs from us.
base::Result<std::vector<std::int64_t>> ask_again(const Question& question,
                                                  const TheirAnswer& together,
                                                  const std::vector<std::int64_t>& different,
                                                  const std::vector<Difference>& differences) {
  data::Chunk some(question.rows.schema());
  for (const std::int64_t row : different) some.append(question.rows.view(), row - 1);
  SLIPWAY_ASSIGN(const TheirAnswer alone,
                 ask_python(question.job, question.loaded, question.outputs, some, Asking::kAlone,
                            question.stop));
  const auto contradicts = [&](const Difference& difference, std::size_t asked) {
    const auto output = alone.outputs.find(difference.output);
    if (difference.k == kRefused || output == alone.outputs.end()) return false;
    const auto& before =
        together.outputs.at(difference.output).rows[static_cast<std::size_t>(difference.row)];
    if (asked >= output->second.rows.size()) return false;
    const auto& after = output->second.rows[asked];
    const auto k = static_cast<std::size_t>(difference.k);
    return before && after && k < before->size() && k < after->size() &&
           shown((*before)[k]) != shown((*after)[k]);
  };
  std::vector<std::int64_t> found;
  for (std::size_t asked = 0; asked < different.size(); ++asked)
    if (std::ranges::all_of(differences, [&](const Difference& difference) {
          return difference.row != different[asked] - 1 || contradicts(difference, asked);
        }))
      found.push_back(different[asked]);
  return found;
}

std::vector<std::string> all_outputs(const model::Signature& signature) {
  std::vector<std::string> names;
  for (const model::Output& output : signature.outputs) names.push_back(output.name);
  return names;
}

}  // namespace

base::Result<VerifyReport> run_verify(const VerifyJob& job, const std::atomic<bool>& stop) {
  SLIPWAY_ASSIGN(const LoadedModel loaded, load_model(job.model, job.format, {}, job.asked));
  const model::Model& model = *loaded.model;
  const auto outputs = job.outputs.empty() ? all_outputs(model.signature()) : job.outputs;
  VerifyReport report;
  report.made = job.data.empty();
  data::Chunk rows;
  if (report.made) {
    rows = make_rows(model, job.rows_max, job.seed);
  } else {
    SLIPWAY_ASSIGN(rows, read_rows({.path = job.data,
                                    .codec = job.codec,
                                    .codec_settings = job.codec_settings,
                                    .columns = schema_of(model.signature()),
                                    .by_position = !model.signature().names_known,
                                    .rows_max = job.rows_max}));
  }
  report.rows = rows.rows();
  if (report.rows == 0)
    return base::invalid_argument("NO_ROWS", "there is no row to score").at(job.data);
  std::map<std::string, OurOutput> ours;
  for (const std::string& output : outputs) {
    SLIPWAY_ASSIGN(ours[output], ask_slipway(loaded, output, rows));
  }
  SLIPWAY_ASSIGN(const TheirAnswer answer,
                 ask_python(job, loaded, outputs, rows, Asking::kTogether, stop));
  report.python = answer.python;
  report.versions = answer.versions;
  report.written_by = fmt::format("{} {}", model.about().library, model.about().library_version);
  report.note = note_of(model.about(), answer);
  std::vector<Difference> differences;
  for (const std::string& output : outputs) {
    const auto theirs = answer.outputs.find(output);
    if (theirs == answer.outputs.end() ||
        std::cmp_not_equal(theirs->second.rows.size(), report.rows))
      return base::failed_precondition("PYTHON_FAILED",
                                       fmt::format("{} gave no answer for {}", job.python, output));
    const OurOutput& mine = ours[output];
    report.outputs.push_back(refusals(output, mine, theirs->second, differences));
    const data::Field& field = mine.answers.schema()->fields()[0];
    for (std::int64_t k = 0; k < mine.answers.column(0).view().width; ++k) {
      VerifyColumn column = Comparison(job, output, mine, theirs->second, k).run(differences);
      column.output = output;
      if (!field.type.shape.empty())
        column.name = static_cast<std::size_t>(k) < field.labels.size()
                          ? field.labels[static_cast<std::size_t>(k)]
                          : fmt::format("{}", k);
      report.columns.push_back(std::move(column));
    }
  }
  std::set<std::int64_t> different;
  for (const Difference& difference : differences) different.insert(difference.row);
  report.rows_different = static_cast<std::int64_t>(different.size());
  for (const std::int64_t row : different)
    if (report.different.size() < kDifferentShown) report.different.push_back(row + 1);
  if (report.same()) return report;
  SLIPWAY_ASSIGN(report.contradicted, ask_again({job, loaded, outputs, rows, stop}, answer,
                                                report.different, differences));
  return report;
}

}  // namespace slipway::service
