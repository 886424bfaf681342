#include "connect/table.h"

namespace slipway::connect {

data::SchemaPtr table_schema(const data::Schema& rows, std::size_t wanted,
                             const data::Schema& predictions) {
  std::vector<data::Field> fields(rows.fields().begin() + static_cast<std::ptrdiff_t>(wanted),
                                  rows.fields().end());
  fields.insert(fields.end(), predictions.fields().begin(), predictions.fields().end());
  return std::make_shared<const data::Schema>(std::move(fields));
}

data::Chunk table_of(const flow::Delivery& delivery, std::size_t wanted,
                     const data::SchemaPtr& schema) {
  const std::shared_ptr<const void> owner(&delivery, [](const void*) {});
  std::vector<data::Column> columns;
  const auto borrow = [&](const data::Column& column) {
    columns.push_back(data::Column::borrow(column.type(), column.view(), owner));
  };
  for (std::size_t i = wanted; i < delivery.rows.width(); ++i) borrow(delivery.rows.column(i));
  for (std::size_t i = 0; i < delivery.answer.predictions.width(); ++i)
    borrow(delivery.answer.predictions.column(i));
  return {schema, std::move(columns)};
}

}  // namespace slipway::connect
