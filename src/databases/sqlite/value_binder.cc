#include "databases/sqlite/value_binder.h"

#include <cmath>
#include <limits>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <arrow/extension_type.h>
#include <arrow/util/float16.h>
#include <fmt/format.h>
#include <sqlite3.h>

#include "databases/sqlite/moment_text.h"

namespace quiver::sqlite {
namespace {

using arrow::Status;
using arrow::Type;

Status Bound(int code) {
  if (code == SQLITE_OK) return Status::OK();
  if (code == SQLITE_TOOBIG) {
    return Status::Invalid("a value is longer than SQLite allows (a billion bytes)");
  }
  return Status::OutOfMemory("no memory for a value");
}

Status BindText(sqlite3_stmt* statement, int parameter, std::string_view text,
                void (*ownership)(void*)) {
  return Bound(sqlite3_bind_text64(statement, parameter, text.data() ? text.data() : "",
                                   text.size(), ownership, SQLITE_UTF8));
}

/// Calls `bind(statement, parameter, array, row)` for what is not NULL.
template <typename ArrayType, typename BindValue>
class BinderOf final : public ValueBinder {
 public:
  BinderOf(std::shared_ptr<arrow::Array> values, BindValue bind)
      : keep_(std::move(values)), array_(static_cast<const ArrayType&>(*keep_)), bind_(bind) {}

  Status Bind(sqlite3_stmt* statement, int parameter, int64_t row) const override {
    if (array_.IsNull(row)) return Bound(sqlite3_bind_null(statement, parameter));
    return bind_(statement, parameter, array_, row);
  }

 private:
  const std::shared_ptr<arrow::Array> keep_;
  const ArrayType& array_;
  const BindValue bind_;
};

template <typename ArrayType, typename BindValue>
std::unique_ptr<ValueBinder> Make(std::shared_ptr<arrow::Array> values, BindValue bind) {
  return std::make_unique<BinderOf<ArrayType, BindValue>>(std::move(values), bind);
}

class DictionaryBinder final : public ValueBinder {
 public:
  DictionaryBinder(std::shared_ptr<arrow::Array> values, std::unique_ptr<ValueBinder> dictionary)
      : keep_(std::move(values)), dictionary_(std::move(dictionary)) {}

  Status Bind(sqlite3_stmt* statement, int parameter, int64_t row) const override {
    const auto& array = static_cast<const arrow::DictionaryArray&>(*keep_);
    if (array.IsNull(row)) return Bound(sqlite3_bind_null(statement, parameter));
    return dictionary_->Bind(statement, parameter, array.GetValueIndex(row));
  }

 private:
  const std::shared_ptr<arrow::Array> keep_;
  const std::unique_ptr<ValueBinder> dictionary_;
};

template <typename ArrayType>
std::unique_ptr<ValueBinder> Integers(std::shared_ptr<arrow::Array> values) {
  return Make<ArrayType>(std::move(values), [](sqlite3_stmt* statement, int parameter,
                                               const ArrayType& array, int64_t row) {
    const auto value = array.Value(row);
    if constexpr (std::is_same_v<ArrayType, arrow::UInt64Array>) {
      if (value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
        return Status::Invalid(value, " is over 9223372036854775807, SQLite's largest integer");
      }
    }
    return Bound(sqlite3_bind_int64(statement, parameter, static_cast<int64_t>(value)));
  });
}

Status BindReal(sqlite3_stmt* statement, int parameter, double value) {
  if (std::isnan(value)) {
    return Status::Invalid("NaN; SQLite has none (it would become NULL)");
  }
  if (value == 0 && std::signbit(value)) {
    return Status::Invalid("-0.0; SQLite stores it as 0.0");
  }
  return Bound(sqlite3_bind_double(statement, parameter, value));
}

template <typename ArrayType>
std::unique_ptr<ValueBinder> Reals(std::shared_ptr<arrow::Array> values) {
  return Make<ArrayType>(std::move(values), [](sqlite3_stmt* statement, int parameter,
                                               const ArrayType& array, int64_t row) {
    if constexpr (std::is_same_v<ArrayType, arrow::HalfFloatArray>) {
      const auto value = arrow::util::Float16::FromBits(array.Value(row));
      return BindReal(statement, parameter, value.ToDouble());
    } else {
      return BindReal(statement, parameter, array.Value(row));
    }
  });
}

template <typename ArrayType>
std::unique_ptr<ValueBinder> Bytes(std::shared_ptr<arrow::Array> values, bool text) {
  return Make<ArrayType>(std::move(values), [text](sqlite3_stmt* statement, int parameter,
                                                   const ArrayType& array, int64_t row) {
    const std::string_view value = array.GetView(row);
    if (text) return BindText(statement, parameter, value, SQLITE_STATIC);
    // Without an address it would be NULL.
    return Bound(sqlite3_bind_blob64(statement, parameter, value.empty() ? "" : value.data(),
                                     value.size(), SQLITE_STATIC));
  });
}

Status BindMoment(sqlite3_stmt* statement, int parameter, const std::optional<std::string>& text,
                  int64_t value, const arrow::DataType& type) {
  if (text) return BindText(statement, parameter, *text, SQLITE_TRANSIENT);
  return Status::Invalid(fmt::format(
      "{} of type {} is no moment that SQLite's texts can name (the years 0000 to 9999, times of "
      "one day)",
      value, type.ToString()));
}

template <typename ArrayType, typename ToText>
std::unique_ptr<ValueBinder> Moments(std::shared_ptr<arrow::Array> values, ToText to_text) {
  return Make<ArrayType>(std::move(values), [to_text](sqlite3_stmt* statement, int parameter,
                                                      const ArrayType& array, int64_t row) {
    const int64_t value = array.Value(row);
    return BindMoment(statement, parameter, to_text(value), value, *array.type());
  });
}

std::unique_ptr<ValueBinder> Dates64(std::shared_ptr<arrow::Array> values) {
  constexpr int64_t kDay = 86'400'000;
  return Moments<arrow::Date64Array>(std::move(values), [](int64_t value) {
    return value % kDay == 0 ? DateText(value / kDay) : std::nullopt;
  });
}

template <typename ArrayType>
std::unique_ptr<ValueBinder> Times(std::shared_ptr<arrow::Array> values) {
  const auto unit = static_cast<const arrow::TimeType&>(*values->type()).unit();
  return Moments<ArrayType>(std::move(values),
                            [unit](int64_t value) { return TimeText(value, unit); });
}

std::unique_ptr<ValueBinder> Timestamps(std::shared_ptr<arrow::Array> values) {
  const auto& type = static_cast<const arrow::TimestampType&>(*values->type());
  const auto unit = type.unit();
  const bool zone = !type.timezone().empty();
  return Moments<arrow::TimestampArray>(
      std::move(values), [=](int64_t value) { return TimestampText(value, unit, zone); });
}

template <typename ArrayType>
std::unique_ptr<ValueBinder> Decimals(std::shared_ptr<arrow::Array> values) {
  return Make<ArrayType>(std::move(values), [](sqlite3_stmt* statement, int parameter,
                                               const ArrayType& array, int64_t row) {
    return BindText(statement, parameter, array.FormatValue(row), SQLITE_TRANSIENT);
  });
}

/// 00112233-4455-6677-8899-aabbccddeeff
std::unique_ptr<ValueBinder> Uuids(std::shared_ptr<arrow::Array> values) {
  using ArrayType = arrow::FixedSizeBinaryArray;
  return Make<ArrayType>(std::move(values), [](sqlite3_stmt* statement, int parameter,
                                               const ArrayType& array, int64_t row) {
    std::string text;
    for (int i = 0; i < array.byte_width(); ++i) {
      if (i == 4 || i == 6 || i == 8 || i == 10) text += '-';
      text += fmt::format("{:02x}", array.GetValue(row)[i]);
    }
    return BindText(statement, parameter, text, SQLITE_TRANSIENT);
  });
}

arrow::Result<std::unique_ptr<ValueBinder>> PlainBinder(StoredForm form,
                                                        std::shared_ptr<arrow::Array> values) {
  if (form == StoredForm::kUuid) return Uuids(std::move(values));
  switch (values->type_id()) {
    case Type::NA:
      return Make<arrow::NullArray>(
          std::move(values), [](sqlite3_stmt*, int, const auto&, int64_t) { return Status::OK(); });
    case Type::BOOL:
      return Integers<arrow::BooleanArray>(std::move(values));
    case Type::INT8:
      return Integers<arrow::Int8Array>(std::move(values));
    case Type::INT16:
      return Integers<arrow::Int16Array>(std::move(values));
    case Type::INT32:
      return Integers<arrow::Int32Array>(std::move(values));
    case Type::INT64:
      return Integers<arrow::Int64Array>(std::move(values));
    case Type::UINT8:
      return Integers<arrow::UInt8Array>(std::move(values));
    case Type::UINT16:
      return Integers<arrow::UInt16Array>(std::move(values));
    case Type::UINT32:
      return Integers<arrow::UInt32Array>(std::move(values));
    case Type::UINT64:
      return Integers<arrow::UInt64Array>(std::move(values));
    case Type::HALF_FLOAT:
      return Reals<arrow::HalfFloatArray>(std::move(values));
    case Type::FLOAT:
      return Reals<arrow::FloatArray>(std::move(values));
    case Type::DOUBLE:
      return Reals<arrow::DoubleArray>(std::move(values));
    case Type::STRING:
      return Bytes<arrow::StringArray>(std::move(values), true);
    case Type::LARGE_STRING:
      return Bytes<arrow::LargeStringArray>(std::move(values), true);
    case Type::STRING_VIEW:
      return Bytes<arrow::StringViewArray>(std::move(values), true);
    case Type::BINARY:
      return Bytes<arrow::BinaryArray>(std::move(values), false);
    case Type::LARGE_BINARY:
      return Bytes<arrow::LargeBinaryArray>(std::move(values), false);
    case Type::BINARY_VIEW:
      return Bytes<arrow::BinaryViewArray>(std::move(values), false);
    case Type::FIXED_SIZE_BINARY:
      return Bytes<arrow::FixedSizeBinaryArray>(std::move(values), false);
    case Type::DATE32:
      return Moments<arrow::Date32Array>(std::move(values), DateText);
    case Type::DATE64:
      return Dates64(std::move(values));
    case Type::TIME32:
      return Times<arrow::Time32Array>(std::move(values));
    case Type::TIME64:
      return Times<arrow::Time64Array>(std::move(values));
    case Type::TIMESTAMP:
      return Timestamps(std::move(values));
    case Type::DECIMAL32:
      return Decimals<arrow::Decimal32Array>(std::move(values));
    case Type::DECIMAL64:
      return Decimals<arrow::Decimal64Array>(std::move(values));
    case Type::DECIMAL128:
      return Decimals<arrow::Decimal128Array>(std::move(values));
    case Type::DECIMAL256:
      return Decimals<arrow::Decimal256Array>(std::move(values));
    default:
      return Status::NotImplemented("SQLite has no exact form for the type ",
                                    values->type()->ToString());
  }
}

}  // namespace

arrow::Result<std::unique_ptr<ValueBinder>> MakeBinder(StoredForm form,
                                                       std::shared_ptr<arrow::Array> values) {
  if (values->type_id() == Type::EXTENSION) {
    return MakeBinder(form, static_cast<const arrow::ExtensionArray&>(*values).storage());
  }
  if (values->type_id() == Type::DICTIONARY) {
    ARROW_ASSIGN_OR_RAISE(
        auto dictionary,
        MakeBinder(form, static_cast<const arrow::DictionaryArray&>(*values).dictionary()));
    return std::make_unique<DictionaryBinder>(std::move(values), std::move(dictionary));
  }
  return PlainBinder(form, std::move(values));
}

}  // namespace quiver::sqlite
