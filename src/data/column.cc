#include "data/column.h"

#include <bit>
#include <cassert>
#include <cstring>

namespace slipway::data {
namespace {

std::size_t value_bytes(Kind kind) {
  switch (kind) {
    case Kind::kBool:
      return 0;  // bits
    case Kind::kFloat32:
      return 4;
    case Kind::kString:
      return 4;  // as codes
    default:
      return 8;
  }
}

void set_bit(std::vector<std::uint8_t>& bits, std::int64_t at, bool value) {
  const auto byte = static_cast<std::size_t>(at >> 3);
  if (byte >= bits.size()) bits.resize(byte + 1);
  const auto mask = static_cast<std::uint8_t>(1u << (at & 7));
  bits[byte] = static_cast<std::uint8_t>(value ? bits[byte] | mask : bits[byte] & ~mask);
}

}  // namespace

Column::Column(Type type) : type_(std::move(type)) {
  if (type_.kind == Kind::kString) ends_.push_back(0);
}
Column::Column(Column&&) noexcept = default;
Column& Column::operator=(Column&&) noexcept = default;
Column::~Column() = default;

Column::Column(const Column& other)
    : type_(other.type_),
      rows_(other.rows_),
      nulls_(other.nulls_),
      validity_(other.validity_),
      values_(other.values_),
      ends_(other.ends_),
      dictionary_(other.dictionary_),
      dictionary_view_(
          other.dictionary_view_ ? std::make_unique<ColumnView>(*other.dictionary_view_) : nullptr),
      owner_(other.owner_),
      foreign_(other.foreign_) {}

Column& Column::operator=(const Column& other) {
  if (this != &other) *this = Column(other);
  return *this;
}

std::int64_t Column::size() const { return borrowed() ? foreign_.length : rows_; }

std::int64_t Column::null_count() const {
  if (!borrowed()) return nulls_;
  std::int64_t nulls = 0;
  for (std::int64_t i = 0; i < foreign_.length; ++i) nulls += foreign_.valid(i) ? 0 : 1;
  return nulls;
}

std::uint64_t Column::bytes() const {
  if (!borrowed()) return validity_.size() + values_.size() + ends_.size() * sizeof(std::int32_t);
  std::uint64_t total = static_cast<std::uint64_t>(foreign_.length * foreign_.width) *
                        (foreign_.kind == Kind::kBool ? 1 : value_bytes(foreign_.kind));
  if (foreign_.ends != nullptr && foreign_.length > 0)
    total += static_cast<std::uint64_t>(foreign_.ends[foreign_.offset + foreign_.length] -
                                        foreign_.ends[foreign_.offset]);
  return total;
}

ColumnView Column::view() const {
  if (borrowed()) return foreign_;
  ColumnView view;
  view.kind = type_.kind;
  view.width = type_.width();
  view.length = rows_;
  view.validity = validity_.empty() ? nullptr : validity_.data();
  view.values = values_.data();
  view.ends = dictionary_ || type_.kind != Kind::kString ? nullptr : ends_.data();
  view.dictionary = dictionary_view_.get();
  return view;
}

void Column::clear() {
  assert(!borrowed());
  rows_ = nulls_ = 0;
  validity_.clear(), values_.clear();
  if (type_.kind == Kind::kString) ends_.assign(1, 0);
}

void Column::reserve(std::int64_t rows) {
  const auto n = static_cast<std::size_t>(rows);
  if (type_.kind == Kind::kString && !dictionary_)
    ends_.reserve(n + 1);
  else
    values_.reserve(n * static_cast<std::size_t>(type_.width()) *
                    std::max<std::size_t>(value_bytes(type_.kind), 1));
}

// Counts a row in, present or not.
void Column::mark(bool valid) {
  if (!valid && validity_.empty()) validity_.assign(static_cast<std::size_t>(rows_ >> 3) + 1, 0xff);
  if (!validity_.empty()) set_bit(validity_, rows_, valid);
  ++rows_;
  nulls_ += valid ? 0 : 1;
}

template <class T>
void Column::push(T value) {
  const std::size_t at = values_.size();
  values_.resize(at + sizeof value);
  std::memcpy(values_.data() + at, &value, sizeof value);
}

void Column::append_null() {
  if (type_.kind == Kind::kBool) {
    set_bit(values_, rows_, false);
  } else if (type_.kind == Kind::kString && !dictionary_) {
    ends_.push_back(ends_.back());
  } else {
    values_.resize(values_.size() +
                   value_bytes(type_.kind) * static_cast<std::size_t>(type_.width()));
  }
  mark(false);
}

void Column::append_bool(bool value) { set_bit(values_, rows_, value), mark(true); }
void Column::append_int64(std::int64_t value) { push(value), mark(true); }
void Column::append_float32(float value) { push(value), mark(true); }
void Column::append_float64(double value) { push(value), mark(true); }
void Column::append_code(std::int32_t code) { push(code), mark(true); }

void Column::append_string(std::string_view value) {
  assert(!dictionary_);
  values_.insert(values_.end(), value.begin(), value.end());
  ends_.push_back(static_cast<std::int32_t>(values_.size()));
  mark(true);
}

void Column::append_rows(const ColumnView& from, std::int64_t begin, std::int64_t count) {
  assert(!borrowed() && from.kind == type_.kind && from.width == type_.width());
  assert(!dictionary_ || from.dictionary != nullptr);
  if (type_.kind == Kind::kBool || (type_.kind == Kind::kString && !dictionary_)) {
    for (std::int64_t at = begin; at < begin + count; ++at) {
      if (!from.valid(at)) {
        append_null();
      } else if (type_.kind == Kind::kBool) {
        append_bool(from.boolean(at));
      } else {
        append_string(from.string(at));
      }
    }
    return;
  }
  const std::size_t row = value_bytes(type_.kind) * static_cast<std::size_t>(from.width);
  const auto* first = static_cast<const std::uint8_t*>(from.values) +
                      static_cast<std::size_t>(from.offset + begin) * row;
  values_.insert(values_.end(), first, first + static_cast<std::size_t>(count) * row);
  if (from.validity == nullptr && validity_.empty()) {
    rows_ += count;
  } else {
    for (std::int64_t at = begin; at < begin + count; ++at) mark(from.valid(at));
  }
}

void Column::resize(std::int64_t rows) {
  assert(!borrowed() && (type_.kind != Kind::kString || dictionary_));
  rows_ = rows, nulls_ = 0;
  validity_.clear();
  const auto n = static_cast<std::size_t>(rows);
  const std::size_t bytes = type_.kind == Kind::kBool ? (n + 7) / 8
                                                      : n * value_bytes(type_.kind) *
                                                            static_cast<std::size_t>(type_.width());
  values_.assign(bytes, 0);
}

void Column::set_bool(std::int64_t at, bool value) { set_bit(values_, at, value); }

void Column::set_null(std::int64_t at) {
  if (validity_.empty()) validity_.assign(static_cast<std::size_t>((rows_ + 7) >> 3), 0xff);
  const auto byte = static_cast<std::size_t>(at >> 3);
  if (((validity_[byte] >> (at & 7)) & 1) != 0) ++nulls_;
  set_bit(validity_, at, false);
}

void Column::set_dictionary(std::shared_ptr<const Column> dictionary) {
  assert(type_.kind == Kind::kString && rows_ == 0);
  dictionary_ = std::move(dictionary);
  dictionary_view_ = dictionary_ ? std::make_unique<ColumnView>(dictionary_->view()) : nullptr;
  values_.clear();
}

Column Column::borrow(Type type, const ColumnView& view, std::shared_ptr<const void> owner) {
  assert(owner != nullptr);
  Column column(std::move(type));
  column.foreign_ = view;
  column.owner_ = std::move(owner);
  return column;
}

}  // namespace slipway::data
