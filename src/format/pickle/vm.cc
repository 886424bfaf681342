// The loop, the table of opcodes, the stack, the memo and the containers.
#include "format/pickle/vm.h"

#include <algorithm>
#include <charconv>

#include <fmt/format.h>

#include "format/pickle/record.h"

namespace slipway::format::pickle {

Vm::Vm(VmShared& shared, std::string_view bytes, std::size_t start, bool nested)
    : shared_(shared), bytes_(bytes), nested_(nested), start_(start), at_(start) {}

base::Result<Object*> Vm::run() {
  const Opcode* table = opcode_table();
  while (!stopped_) {
    if (frame_end_ != 0 && at_ == frame_end_) frame_end_ = 0;
    opcode_at_ = at_;
    opcode_ = 0;
    if (at_ >= bytes_.size()) {
      bad("TRUNCATED", "the stream ends without STOP");
      return error_;
    }
    opcode_ = static_cast<std::uint8_t>(bytes_[at_]);
    const Opcode& opcode = table[opcode_];
    if (++shared_.opcodes > shared_.limits.opcodes_max) {
      limit("LIMIT_OPCODES", "opcodes", shared_.limits.opcodes_max);
      return error_;
    }
    if (opcode.name == nullptr) {
      bad("UNKNOWN_OPCODE", fmt::format("0x{:02x} is no pickle opcode", opcode_));
      return error_;
    }
    ++at_;
    if (!(this->*opcode.step)()) return error_;
  }
  return stack_.back();
}

// ---- errors ----

bool Vm::fail(base::Code code, const char* reason, std::string message) {
  return fail(base::Status(code, reason, std::move(message)));
}

bool Vm::fail(const base::Status& status) {
  const char* name = opcode_table()[opcode_].name;
  const bool known = name != nullptr && opcode_at_ < bytes_.size();
  error_ = status.at(known ? fmt::format("offset {}, {}", opcode_at_, name)
                           : fmt::format("offset {}", opcode_at_));
  return false;
}

bool Vm::bad(const char* reason, std::string message) {
  return fail(base::Code::kInvalidArgument, reason, std::move(message));
}

bool Vm::limit(const char* reason, const char* what, std::uint64_t max) {
  return fail(base::resource_exhausted(reason, fmt::format("more than {} {}", max, what))
                  .remedy("no model file is known to need so many: save the model again, or in its "
                          "library's own format"));
}

// ---- bytes ----

bool Vm::take(std::uint64_t count, std::string_view& into) {
  if (count > bytes_.size() - at_) {
    return bad("TRUNCATED", fmt::format("{} bytes announced, {} left", count, bytes_.size() - at_));
  }
  if (frame_end_ != 0 && count > frame_end_ - at_) {
    return bad("BAD_FRAME", fmt::format("reaches beyond its frame, which ends at {}", frame_end_));
  }
  into = bytes_.substr(at_, count);
  at_ += count;
  return true;
}

bool Vm::take_line(std::string_view& into) {
  const std::size_t end = bytes_.find('\n', at_);
  if (end == std::string_view::npos) return bad("TRUNCATED", "its line has no end");
  if (!take(end + 1 - at_, into)) return false;
  into.remove_suffix(1);
  return true;
}

// ---- objects and the stack ----

namespace {

// What has parts takes more memory than a number or a text.
std::uint64_t counts_as(Tag tag) {
  switch (tag) {
    case Tag::kTuple:
    case Tag::kList:
    case Tag::kDict:
    case Tag::kSet:
      return 3;
    case Tag::kSymbol:
    case Tag::kRecord:
      return 5;
    default:
      return 1;
  }
}

}  // namespace

Object* Vm::make(Tag tag) {
  const std::uint64_t max = shared_.paid(shared_.limits.objects_max);
  shared_.objects += counts_as(tag);
  if (shared_.objects > max) {
    limit("LIMIT_OBJECTS", "objects", max);
    return nullptr;
  }
  Object& object = shared_.document.arena.emplace_back();
  object.tag = tag;
  return &object;
}

bool Vm::push(Object* object) {
  if (stack_.size() >= shared_.limits.stack_max) {
    return limit("LIMIT_STACK", "objects on the stack", shared_.limits.stack_max);
  }
  stack_.push_back(object);
  return true;
}

bool Vm::push_new(Tag tag) {
  Object* object = make(tag);
  return object != nullptr && push(object);
}

Object* Vm::peek() {
  if (stack_.size() > (marks_.empty() ? 0 : marks_.back())) return stack_.back();
  bad_pickle("the stack is empty");
  return nullptr;
}

Object* Vm::pop() {
  Object* top = peek();
  if (top != nullptr) stack_.pop_back();
  return top;
}

bool Vm::pop_mark(std::vector<Ref>& into) {
  if (marks_.empty()) return bad_pickle("there is no MARK");
  const auto first = stack_.begin() + static_cast<std::ptrdiff_t>(marks_.back());
  into.assign(first, stack_.end());
  stack_.erase(first, stack_.end());
  marks_.pop_back();
  return true;
}

// Depth is kept as objects are put together from the inside out, as pickles are written. An object
// that grows after it was attached makes its parents' depth too small: then op_stop counts anew.
bool Vm::attach(Object* parent, Ref child) {
  if (++shared_.references > shared_.limits.references_max + 2 * shared_.objects) {
    return limit("LIMIT_REFERENCES", "objects in others", shared_.references - 1);
  }
  const_cast<Object*>(child)->attached = true;  // its owner is our document
  if (child->depth < parent->depth) return true;
  if (child->depth >= shared_.limits.nesting_max) {
    return limit("LIMIT_NESTING", "objects inside each other", shared_.limits.nesting_max);
  }
  if (parent->attached) deepened_ = true;
  if (parent != child) parent->depth = child->depth + 1;
  return true;
}

bool Vm::adopt(Object* parent, std::vector<Ref> children) {
  for (Ref child : children) {
    if (!attach(parent, child)) return false;
  }
  if (!children.empty()) parent->own_items() = std::move(children);
  return true;
}

// ---- the memo: only ids that were defined, no more memory than the file pays for ----

bool Vm::define(std::uint64_t id) {
  Object* top = peek();
  if (top == nullptr) return false;
  if (id >= memo_.size() && id <= 2 * memo_count_ + 64) memo_.resize(id + 1, nullptr);
  Object*& slot = id < memo_.size() ? memo_[id] : sparse_[id];
  const std::uint64_t max = shared_.paid(shared_.limits.memo_max);
  if (slot == nullptr && ++memo_count_ > max) return limit("LIMIT_MEMO", "memo entries", max);
  slot = top;
  return true;
}

bool Vm::fetch(std::uint64_t id) {
  Object* object = id < memo_.size() ? memo_[id] : nullptr;
  if (object == nullptr) {
    const auto found = sparse_.find(id);
    if (found == sparse_.end()) {
      return bad_pickle(fmt::format("the memo has no entry {}", id));
    }
    object = found->second;
  }
  return push(object);
}

template <class T>
bool Vm::op_put() {
  T id;
  return take_number(id) && define(id);
}

template <class T>
bool Vm::op_get() {
  T id;
  return take_number(id) && fetch(id);
}

namespace {

std::vector<Ref> children_of(Ref object) {
  std::vector<Ref> all = object->items();
  if (const Call* call = object->call(); call != nullptr) {
    for (Ref one : {call->symbol, call->args, call->kwargs}) {
      if (one != nullptr) all.push_back(one);
    }
    all.insert(all.end(), call->states.begin(), call->states.end());
    all.insert(all.end(), call->dict_items.begin(), call->dict_items.end());
  }
  if (const Array* array = object->array(); array != nullptr) {
    all.insert(all.end(), array->objects.begin(), array->objects.end());
  }
  return all;
}

bool parse_id(std::string_view line, std::uint64_t& id) {
  const auto [end, error] = std::from_chars(line.data(), line.data() + line.size(), id);
  return error == std::errc() && end == line.data() + line.size();
}

}  // namespace

bool Vm::op_put_text() {
  std::string_view line;
  std::uint64_t id = 0;
  if (!take_line(line)) return false;
  if (!parse_id(line, id)) return bad_pickle("the memo id is no number");
  return define(id);
}

bool Vm::op_get_text() {
  std::string_view line;
  std::uint64_t id = 0;
  if (!take_line(line)) return false;
  if (!parse_id(line, id)) return bad_pickle("the memo id is no number");
  return fetch(id);
}

bool Vm::op_memoize() { return define(memo_count_); }

// ---- control ----

bool Vm::op_proto() {
  std::uint8_t version = 0;
  if (!take_number(version)) return false;
  if (opcode_at_ != start_) return bad_pickle("not at the start of the stream");
  if (version > 5) {
    return fail(base::unimplemented("UNKNOWN_PROTOCOL", fmt::format("pickle protocol {}", version))
                    .remedy("write the file with protocol 5 or lower"));
  }
  if (!nested_) shared_.document.protocol = version;
  return true;
}

bool Vm::op_frame() {
  std::uint64_t length = 0;
  if (frame_end_ != 0) return bad("BAD_FRAME", "a frame inside a frame");
  if (!take_number(length)) return false;
  if (length > bytes_.size() - at_) {
    return bad("TRUNCATED",
               fmt::format("a frame of {} bytes, {} left", length, bytes_.size() - at_));
  }
  frame_end_ = length == 0 ? 0 : at_ + length;
  return true;
}

bool Vm::op_stop() {
  if (frame_end_ != 0 && at_ != frame_end_) return bad("BAD_FRAME", "bytes are left in the frame");
  if (!marks_.empty()) return bad_pickle("a MARK is left on the stack");
  if (stack_.size() != 1) {
    return bad_pickle(fmt::format("{} objects are left on the stack, not 1", stack_.size()));
  }
  stopped_ = true;
  return !deepened_ || nested_ || check_depth(stack_.back());
}

bool Vm::op_mark() {
  if (marks_.size() >= shared_.limits.stack_max) {
    return limit("LIMIT_STACK", "marks on the stack", shared_.limits.stack_max);
  }
  marks_.push_back(stack_.size());
  return true;
}

// The symbol that the opcode would have called or dropped, if it can be seen: the one INST names, else
// the topmost on the stack.
std::string Vm::symbol_in_reach() {
  if (std::string_view module, name; opcode_ == 'i' && take_line(module) && take_line(name))
    return fmt::format("{}.{}", module, name);
  for (std::size_t i = stack_.size(); i-- > 0;) {
    std::string name = record_class(stack_[i]);
    if (name.empty()) name = symbol_name(stack_[i]);
    if (!name.empty()) return name;
  }
  return {};
}

bool Vm::op_refused() {
  const std::string symbol = symbol_in_reach();
  return fail(base::unimplemented("REFUSED_OPCODE",
                                  "no model file needs this opcode, attacks do" +
                                      (symbol.empty() ? "" : "; it would touch " + symbol))
                  .remedy("save the model again with pickle or joblib"));
}

bool Vm::op_none() { return push(shared_.none); }
bool Vm::op_true() { return push(shared_.yes); }
bool Vm::op_false() { return push(shared_.no); }

// ---- containers ----

template <int count>
bool Vm::op_tuple_of() {
  std::vector<Ref> items(count);
  for (std::size_t i = count; i-- > 0;) {
    items[i] = pop();
    if (items[i] == nullptr) return false;
  }
  Object* tuple = make(Tag::kTuple);
  return tuple != nullptr && adopt(tuple, std::move(items)) && push(tuple);
}

template <Tag tag>
bool Vm::op_from_mark() {
  std::vector<Ref> items;
  if (!pop_mark(items)) return false;
  if (tag == Tag::kDict && items.size() % 2 != 0) return bad_pickle("a key without a value");
  Object* object = make(tag);
  return object != nullptr && adopt(object, std::move(items)) && push(object);
}

bool Vm::append_to(const std::vector<Ref>& items) {
  Object* list = peek();
  if (list == nullptr) return false;
  if (list->tag != Tag::kList && list->tag != Tag::kRecord) {
    return bad_pickle("what it appends to is no list");
  }
  for (Ref item : items) {
    if (!attach(list, item)) return false;
  }
  if (items.empty()) return true;
  std::vector<Ref>& into = list->own_items();
  into.insert(into.end(), items.begin(), items.end());
  return true;
}

bool Vm::set_in(const std::vector<Ref>& pairs) {
  Object* dict = peek();
  if (dict == nullptr) return false;
  if (dict->tag != Tag::kDict && dict->tag != Tag::kRecord) {
    return bad_pickle("what it sets an item of is no dict");
  }
  if (pairs.size() % 2 != 0) return bad_pickle("a key without a value");
  for (Ref item : pairs) {
    if (!attach(dict, item)) return false;
  }
  if (pairs.empty()) return true;
  std::vector<Ref>& into =
      dict->tag == Tag::kDict ? dict->own_items() : dict->own_call().dict_items;
  into.insert(into.end(), pairs.begin(), pairs.end());
  return true;
}

bool Vm::op_append() {
  Object* item = pop();
  if (item == nullptr) return false;
  scratch_.assign(1, item);
  return append_to(scratch_);
}

bool Vm::op_appends() { return pop_mark(scratch_) && append_to(scratch_); }

bool Vm::op_setitem() {
  Object* value = pop();
  if (value == nullptr) return false;
  Object* key = pop();
  if (key == nullptr) return false;
  scratch_.assign({key, value});
  return set_in(scratch_);
}

bool Vm::op_setitems() { return pop_mark(scratch_) && set_in(scratch_); }

bool Vm::op_additems() {
  if (!pop_mark(scratch_)) return false;
  Object* set = peek();
  if (set == nullptr) return false;
  if (set->tag != Tag::kSet) return bad_pickle("what it adds to is no set");
  for (Ref item : scratch_) {
    if (!attach(set, item)) return false;
  }
  if (scratch_.empty()) return true;
  std::vector<Ref>& into = set->own_items();
  into.insert(into.end(), scratch_.begin(), scratch_.end());
  return true;
}

// What op_stop needs when an object grew after it was attached: the longest way down from `root`
// counted anew, cycles cut where they close. Depth 0 is "not seen", kOpen "above us".
bool Vm::check_depth(Object* root) {
  constexpr std::uint32_t kOpen = UINT32_MAX;
  struct Level {
    Object* object;
    std::vector<Ref> children;
    std::size_t next;
    std::uint32_t deepest;
  };
  for (Object& object : shared_.document.arena) object.depth = 0;
  std::vector<Level> levels;
  levels.push_back({root, children_of(root), 0, 0});
  root->depth = kOpen;
  while (!levels.empty()) {
    Level& level = levels.back();
    if (level.next < level.children.size()) {
      auto* child = const_cast<Object*>(level.children[level.next++]);
      if (child->depth == kOpen) continue;
      if (child->depth != 0) {
        level.deepest = std::max(level.deepest, child->depth);
      } else {
        if (levels.size() >= shared_.limits.nesting_max) break;
        child->depth = kOpen;
        levels.push_back({child, children_of(child), 0, 0});
      }
      continue;
    }
    const std::uint32_t depth = level.deepest + 1;
    if (depth > shared_.limits.nesting_max) break;
    level.object->depth = depth;
    levels.pop_back();
    if (!levels.empty()) levels.back().deepest = std::max(levels.back().deepest, depth);
  }
  if (levels.empty()) return true;
  return limit("LIMIT_NESTING", "objects inside each other", shared_.limits.nesting_max);
}

template bool Vm::op_put<std::uint8_t>();
template bool Vm::op_put<std::uint32_t>();
template bool Vm::op_get<std::uint8_t>();
template bool Vm::op_get<std::uint32_t>();
template bool Vm::op_tuple_of<1>();
template bool Vm::op_tuple_of<2>();
template bool Vm::op_tuple_of<3>();
template bool Vm::op_from_mark<Tag::kTuple>();
template bool Vm::op_from_mark<Tag::kList>();
template bool Vm::op_from_mark<Tag::kDict>();
template bool Vm::op_from_mark<Tag::kSet>();

}  // namespace slipway::format::pickle
