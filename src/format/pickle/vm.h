// Vm: one run over one pickle stream. Internal to machine.cc, which owns the Document and starts
// one Vm per file and, for joblib's arrays of objects, one more per array inside it. The only
// caller of its parts; one thread. Read vm.cc first (loop, stack, memo), then vm_values.cc
// (literals), vm_records.cc (symbols, calls, states).
//
// Every step returns false after `fail`, which keeps the Status; nothing goes on after it. Objects
// belong to the Document's arena and outlive the Vm.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "base/bytes.h"
#include "base/status.h"
#include "format/pickle/fold.h"
#include "format/pickle/machine.h"
#include "format/pickle/object.h"

namespace slipway::format::pickle {

// What all runs over one file share.
struct VmShared {
  Document& document;
  const MachineLimits& limits;
  Keeper keeper;
  const base::Folder* folder = nullptr;  // of joblib's side files; null: there are none
  std::uint64_t opcodes = 0;
  std::uint64_t objects = 3;  // made, as MachineLimits counts them; the three below are there
  std::uint64_t references = 0;
  std::uint64_t by_texts = 0;    // objects that the texts so far pay for
  std::uint64_t side_bytes = 0;  // read from side files
  // One object each, however often they are pushed.
  Object* none = nullptr;
  Object* yes = nullptr;
  Object* no = nullptr;

  std::uint64_t paid(std::uint64_t max) const {
    return max + document.bytes->size() / limits.bytes_an_object + by_texts;
  }
};

class Vm {
 public:
  // Reads `bytes`, which the Document keeps, from `start`. `nested`: inside another stream, where
  // joblib has no say.
  Vm(VmShared& shared, std::string_view bytes, std::size_t start, bool nested);

  // Runs to STOP. Returns the object on the stack; position() is then the byte after STOP.
  base::Result<Object*> run();
  std::size_t position() const { return at_; }

 private:
  using Step = bool (Vm::*)();
  struct Opcode {
    const char* name;  // nullptr: no such opcode
    Step step;
  };
  struct Entry {
    std::uint8_t code;
    Opcode opcode;
  };
  static const Entry kEntries[];        // vm_table.cc
  static const Opcode* opcode_table();  // by code, 256 of them

  // Errors.
  bool fail(base::Code code, const char* reason, std::string message);
  bool bad(const char* reason, std::string message);
  bool bad_pickle(std::string message) { return bad("BAD_PICKLE", std::move(message)); }
  bool limit(const char* reason, const char* what, std::uint64_t max);
  bool fail(const base::Status& status);

  // Bytes.
  bool take(std::uint64_t count, std::string_view& into);
  bool take_line(std::string_view& into);
  template <class T>
  bool take_number(T& into) {  // little-endian
    static_assert(std::endian::native == std::endian::little);
    std::string_view raw;
    if (!take(sizeof(T), raw)) return false;
    std::memcpy(&into, raw.data(), sizeof(T));
    return true;
  }

  // Objects, stack, memo.
  Object* make(Tag tag);  // null at the limit
  bool push(Object* object);
  bool push_new(Tag tag);
  Object* pop();   // null if empty or at a mark
  Object* peek();  // likewise
  bool pop_mark(std::vector<Ref>& into);
  bool attach(Object* parent, Ref child);
  bool adopt(Object* parent, std::vector<Ref> children);  // attaches all as its items
  bool define(std::uint64_t id);
  bool fetch(std::uint64_t id);
  bool check_depth(Object* root);

  // Steps: control, stack, memo, containers (vm.cc).
  bool op_proto();
  bool op_frame();
  bool op_stop();
  bool op_mark();
  bool op_refused();
  std::string symbol_in_reach();
  bool op_none();
  bool op_true();
  bool op_false();
  template <class T>
  bool op_put();
  template <class T>
  bool op_get();
  bool op_put_text();
  bool op_get_text();
  bool op_memoize();
  bool op_empty_list() { return push_new(Tag::kList); }
  bool op_empty_tuple() { return push_new(Tag::kTuple); }
  bool op_empty_dict() { return push_new(Tag::kDict); }
  bool op_empty_set() { return push_new(Tag::kSet); }
  template <int count>
  bool op_tuple_of();
  template <Tag tag>
  bool op_from_mark();  // TUPLE, LIST, DICT, FROZENSET
  bool op_append();
  bool op_appends();
  bool op_setitem();
  bool op_setitems();
  bool op_additems();
  bool append_to(const std::vector<Ref>& items);
  bool set_in(const std::vector<Ref>& pairs);

  // Steps: literals (vm_values.cc).
  template <class T>
  bool op_int();
  template <class T>
  bool op_long();
  bool op_int_text();
  bool op_long_text();
  bool op_float();
  bool op_float_text();
  template <class T, Tag tag>
  bool op_text();
  template <class T>
  bool op_string();  // Python 2's
  bool op_string_text();
  bool op_unicode_text();
  bool push_decimal(std::string_view digits);
  bool push_two_complement(std::string_view bytes);
  bool push_text(Tag tag, std::string_view text);
  std::string_view keep(std::string text, std::string_view line);

  // Steps: symbols, calls, states (vm_records.cc).
  bool op_global();
  bool op_stack_global();
  bool push_symbol(std::string_view module, std::string_view name);
  bool op_reduce();
  bool op_newobj();
  bool op_newobj_ex();
  bool push_record(Object* symbol, Object* args, Object* kwargs);
  bool op_build();
  bool read_wrapped_array(Object* wrapper);
  bool read_side_array(Object* wrapper, JoblibArray& array);
  bool read_raw(Object* wrapper, bool padded);
  bool read_nested(Object* wrapper);
  bool take_nested(Object* wrapper, Vm& inner);

  VmShared& shared_;
  const std::string_view bytes_;
  const bool nested_;
  const std::size_t start_;
  std::size_t at_;
  std::size_t opcode_at_ = 0;
  std::uint8_t opcode_ = 0;
  std::size_t frame_end_ = 0;  // 0: in no frame
  bool stopped_ = false;
  bool deepened_ =
      false;  // an object grew deeper after it was attached: depths must be counted anew
  std::vector<Object*> stack_;
  std::vector<std::size_t> marks_;
  std::vector<Object*> memo_;                          // dense ids
  std::unordered_map<std::uint64_t, Object*> sparse_;  // the others
  std::uint64_t memo_count_ = 0;
  std::vector<Ref> scratch_;
  base::Status error_;
};

}  // namespace slipway::format::pickle
