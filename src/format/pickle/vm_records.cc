// Symbols, the records of calls, their states; and the arrays that joblib puts into the stream.
#include <algorithm>

#include <fmt/format.h>
#include <simdjson.h>

#include "format/pickle/fold.h"
#include "format/pickle/record.h"
#include "format/pickle/side_file.h"
#include "format/pickle/vm.h"

namespace slipway::format::pickle {
namespace {

// A module or a qualified name: printable UTF-8, not empty.
bool sound_name(std::string_view name) {
  constexpr std::size_t kNameBytesMax = 1000;
  if (name.empty() || name.size() > kNameBytesMax) return false;
  if (std::any_of(name.begin(), name.end(),
                  [](char c) { return (c >= 0 && c <= ' ') || c == 127; })) {
    return false;
  }
  return simdjson::validate_utf8(name.data(), name.size());
}

}  // namespace

bool Vm::push_symbol(std::string_view module, std::string_view name) {
  if (!sound_name(module) || !sound_name(name))
    return bad_pickle("no name of a module and a symbol");
  if (!push_new(Tag::kSymbol)) return false;
  Object& symbol = *stack_.back();
  symbol.own_call().module = module;
  symbol.own_call().offset = opcode_at_;
  symbol.text = name;
  return true;
}

bool Vm::op_global() {
  std::string_view module, name;
  return take_line(module) && take_line(name) && push_symbol(module, name);
}

bool Vm::op_stack_global() {
  Object* name = pop();
  if (name == nullptr) return false;
  Object* module = pop();
  if (module == nullptr) return false;
  if (name->tag != Tag::kString || module->tag != Tag::kString) {
    return bad_pickle("module and name must be strings");
  }
  return push_symbol(module->text, name->text);
}

// ---- calls ----

bool Vm::push_record(Object* symbol, Object* args, Object* kwargs) {
  if (symbol->tag != Tag::kSymbol && symbol->tag != Tag::kRecord) {
    return bad_pickle("what it calls is neither a symbol nor a record");
  }
  if (args->tag != Tag::kTuple) return bad_pickle("the arguments are no tuple");
  Object* record = make(Tag::kRecord);
  if (record == nullptr || !attach(record, symbol) || !attach(record, args)) return false;
  if (kwargs != nullptr && !attach(record, kwargs)) return false;
  Call& call = record->own_call();
  call.symbol = symbol, call.args = args, call.kwargs = kwargs, call.offset = opcode_at_;
  return push(record);
}

bool Vm::op_reduce() {
  Object* args = pop();
  if (args == nullptr) return false;
  Object* symbol = pop();
  if (symbol == nullptr || !push_record(symbol, args, nullptr)) return false;
  const base::Status folded = fold_call(*stack_.back(), shared_.keeper);
  return folded.ok() || fail(folded);
}

bool Vm::op_newobj() {
  Object* args = pop();
  if (args == nullptr) return false;
  Object* symbol = pop();
  return symbol != nullptr && push_record(symbol, args, nullptr);
}

bool Vm::op_newobj_ex() {
  Object* kwargs = pop();
  if (kwargs == nullptr) return false;
  Object* args = pop();
  if (args == nullptr) return false;
  Object* symbol = pop();
  if (symbol == nullptr) return false;
  if (kwargs->tag != Tag::kDict) return bad_pickle("the keyword arguments are no dict");
  return push_record(symbol, args, kwargs);
}

bool Vm::op_build() {
  Object* state = pop();
  if (state == nullptr) return false;
  Object* record = peek();
  if (record == nullptr) return false;
  if (record->tag != Tag::kRecord) return bad_pickle("what gets the state is no record");
  if (!attach(record, state)) return false;
  record->own_call().states.push_back(state);
  const base::Status folded = fold_state(*record, shared_.keeper);
  if (!folded.ok()) return fail(folded);
  return nested_ || record->tag != Tag::kRecord || !is_joblib_array(*record) ||
         read_wrapped_array(record);
}

// ---- joblib ----

// `wrapper` stands for an array whose bytes lie here in the stream, in a nested stream or in a side
// file, and becomes that array.
bool Vm::read_wrapped_array(Object* wrapper) {
  base::Result<JoblibArray> read = joblib_array(*wrapper);
  if (!read.ok()) return fail(read.status());
  JoblibArray& array = read.value();
  // Without a type of its own the array is in a side file, whatever its name: an empty one is
  // refused there.
  if (array.array == nullptr || !array.file.empty()) return read_side_array(wrapper, array);
  wrapper->set_array(std::move(array.array));
  return wrapper->array()->dtype.kind == 'O' ? read_nested(wrapper)
                                             : read_raw(wrapper, array.padded);
}

bool Vm::read_side_array(Object* wrapper, JoblibArray& array) {
  if (shared_.folder == nullptr) {
    return fail(base::failed_precondition("SIDE_FILE_NEEDED", "the array lies in another file")
                    .remedy("keep the files that joblib wrote beside the model in its folder"));
  }
  const base::Result<std::string_view> data = read_side_file(*shared_.folder, array, shared_);
  if (!data.ok()) return fail(data.status());
  wrapper->set_array(std::move(array.array));
  if (wrapper->array()->dtype.kind != 'O') {
    wrapper->own_array().data = data.value();
    become_array(*wrapper);
    return true;
  }
  Vm inner(shared_, data.value(), 0, true);
  if (!take_nested(wrapper, inner)) {
    error_ = error_.at(array.file);
    return false;
  }
  if (inner.position() == data.value().size()) return true;
  return fail(base::invalid_argument("TRAILING_BYTES", "bytes follow the end of the pickle")
                  .at(array.file));
}

bool Vm::read_raw(Object* wrapper, bool padded) {
  if (frame_end_ != 0 && at_ == frame_end_) frame_end_ = 0;
  if (frame_end_ != 0) return bad("BAD_FRAME", "the bytes of an array inside a frame");
  std::string_view data;
  if (padded) {
    std::uint8_t padding = 0;
    if (!take_number(padding) || !take(padding, data)) return false;
  }
  std::uint64_t size = 0;
  if (!array_bytes(*wrapper->array(), size))
    return bad("BAD_ARRAY", "the shape is beyond any file");
  if (!take(size, data)) return false;
  wrapper->own_array().data = data;
  become_array(*wrapper);
  return true;
}

// An array of objects is a whole pickle of its own, with its own memo.
bool Vm::read_nested(Object* wrapper) {
  if (frame_end_ != 0 && at_ == frame_end_) frame_end_ = 0;
  if (frame_end_ != 0) return bad("BAD_FRAME", "a nested stream inside a frame");
  Vm inner(shared_, bytes_, at_, true);
  if (!take_nested(wrapper, inner)) return false;
  at_ = inner.position();
  return true;
}

// Runs `inner`, whose root must be the array that `wrapper` announces.
bool Vm::take_nested(Object* wrapper, Vm& inner) {
  const base::Result<Object*> root = inner.run();
  if (!root.ok()) return fail(root.status());
  deepened_ = deepened_ || inner.deepened_;
  const Object& array = *root.value();
  if (array.tag != Tag::kArray || array.array()->shape != wrapper->array()->shape) {
    return bad("BAD_ARRAY", "the nested stream holds no array of the announced shape");
  }
  for (Ref object : array.array()->objects) {
    if (!attach(wrapper, object)) return false;
  }
  const base::Status charged = shared_.keeper.charge(array.array()->objects.size() * sizeof(Ref));
  if (!charged.ok()) return fail(charged);
  wrapper->own_array() = *array.array();
  become_array(*wrapper);
  return true;
}

}  // namespace slipway::format::pickle
