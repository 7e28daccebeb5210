#include "formats/csv/cell_formatter.h"

#include <string_view>
#include <utility>

#include <arrow/array.h>
#include <arrow/extension_type.h>
#include <arrow/type.h>
#include <arrow/type_traits.h>
#include <arrow/util/decimal.h>
#include <arrow/visit_type_inline.h>
#include <fmt/format.h>

#include "formats/csv/quoting.h"
#include "formats/csv/value_writers.h"
#include "quiver/value_text.h"

namespace quiver::csv {
namespace {

using FormatterResult = arrow::Result<std::unique_ptr<CellFormatter>>;
using ArrayPointer = std::shared_ptr<arrow::Array>;

constexpr int64_t kSecondsPerDay = 86'400;

int64_t UnitsPerSecond(arrow::TimeUnit::type unit) {
  constexpr int64_t kUnits[] = {1, 1'000, 1'000'000, 1'000'000'000};
  return kUnits[unit];
}

char* WriteBool(bool value, char* to) {
  const std::string_view text = value ? "true" : "false";
  return to + text.copy(to, text.size());
}

/// Values that are written in few bytes: `write(value, to)`.
template <typename ArrayType, typename Write>
class ShortFormatter final : public CellFormatter {
 public:
  ShortFormatter(ArrayPointer array, Write write) : array_(std::move(array)), write_(write) {}

  void Format(int64_t from, int64_t to, CellTexts* texts) override {
    const auto& array = static_cast<const ArrayType&>(*array_);
    const auto rows = static_cast<size_t>(to - from);
    texts->Reserve(rows, rows * kMostBytes);
    const bool nulls = array.null_count() != 0;
    for (int64_t row = from; row < to; ++row) {
      if (nulls && array.IsNull(row)) {
        texts->AddNull();
      } else {
        texts->End(write_(array.Value(row), texts->next()));
      }
    }
  }

 private:
  const ArrayPointer array_;
  const Write write_;
};

template <typename ArrayType, typename Write>
FormatterResult Short(ArrayPointer array, Write write) {
  return std::make_unique<ShortFormatter<ArrayType, Write>>(std::move(array), write);
}

/// utf8 and large_utf8: texts that lie one behind the other.
template <typename ArrayType>
class TextFormatter final : public CellFormatter {
 public:
  explicit TextFormatter(ArrayPointer array) : array_(std::move(array)) {}

  void Format(int64_t from, int64_t to, CellTexts* texts) override {
    const auto& array = static_cast<const ArrayType&>(*array_);
    const auto begin = array.value_offset(from);
    const auto bytes = static_cast<size_t>(array.value_offset(to) - begin);
    texts->Reserve(static_cast<size_t>(to - from), bytes + bytes / 8);
    const std::string_view all(reinterpret_cast<const char*>(array.raw_data()) + begin, bytes);
    const bool special = HasSpecialCharacters(all);
    const bool nulls = array.null_count() != 0;
    for (int64_t row = from; row < to; ++row) {
      if (nulls && array.IsNull(row)) {
        texts->AddNull();
        continue;
      }
      const std::string_view text = array.GetView(row);
      if (special || text.empty() || text.front() == '\xef') {
        AddQuoted(text, texts);
      } else {
        texts->Add(text);
      }
    }
  }

 private:
  const ArrayPointer array_;
};

/// Other types, a value at a time: `add(array, row, texts)`.
template <typename ArrayType, typename Add>
class AnyFormatter final : public CellFormatter {
 public:
  AnyFormatter(ArrayPointer array, Add add) : array_(std::move(array)), add_(add) {}

  void Format(int64_t from, int64_t to, CellTexts* texts) override {
    for (int64_t row = from; row < to; ++row) {
      if (array_->IsNull(row)) {
        texts->AddNull();
      } else {
        add_(static_cast<const ArrayType&>(*array_), row, texts);
      }
    }
  }

 private:
  const ArrayPointer array_;
  const Add add_;
};

template <typename ArrayType, typename Add>
FormatterResult Any(ArrayPointer array, Add add) {
  return std::make_unique<AnyFormatter<ArrayType, Add>>(std::move(array), add);
}

void AddHex(std::string_view bytes, CellTexts* texts) {
  constexpr char kDigits[] = "0123456789abcdef";
  texts->ReserveBytes(2 * bytes.size() + 2);
  char* out = texts->next();
  *out++ = '\\';
  *out++ = 'x';
  for (const unsigned char byte : bytes) {
    *out++ = kDigits[byte >> 4];
    *out++ = kDigits[byte & 15];
  }
  texts->End(out);
}

/// Every value of the dictionary is written once.
class DictionaryFormatter final : public CellFormatter {
 public:
  static FormatterResult Make(ArrayPointer array) {
    auto formatter = std::make_unique<DictionaryFormatter>();
    const auto& dictionary = *static_cast<const arrow::DictionaryArray&>(*array).dictionary();
    ARROW_ASSIGN_OR_RAISE(
        const auto values,
        CellFormatter::Make(static_cast<const arrow::DictionaryArray&>(*array).dictionary()));
    values->Format(0, dictionary.length(), &formatter->texts_);
    formatter->array_ = std::move(array);
    return formatter;
  }

  void Format(int64_t from, int64_t to, CellTexts* texts) override {
    const auto& array = static_cast<const arrow::DictionaryArray&>(*array_);
    for (int64_t row = from; row < to; ++row) {
      if (array.IsNull(row)) {
        texts->AddNull();
      } else {
        texts->Add(texts_.cell(static_cast<size_t>(array.GetValueIndex(row))));
      }
    }
  }

 private:
  ArrayPointer array_;
  CellTexts texts_;
};

template <typename Decimal, typename ArrayType>
FormatterResult DecimalFormatter(ArrayPointer array) {
  const int32_t scale = static_cast<const arrow::DecimalType&>(*array->type()).scale();
  return Any<ArrayType>(std::move(array),
                        [scale](const ArrayType& values, int64_t row, CellTexts* texts) {
                          const Decimal value(values.GetValue(row));
                          texts->Add(DecimalText(value.ToIntegerString(), scale));
                        });
}

template <typename ArrayType>
FormatterResult HexFormatter(ArrayPointer array) {
  return Any<ArrayType>(std::move(array),
                        [](const ArrayType& values, int64_t row, CellTexts* texts) {
                          AddHex(values.GetView(row), texts);
                        });
}

/// As a person would read it: for types that are rare.
FormatterResult ReadableFormatter(ArrayPointer array) {
  return Any<arrow::Array>(std::move(array),
                           [](const arrow::Array& values, int64_t row, CellTexts* texts) {
                             AddQuoted(ValueText(values, row), texts);
                           });
}

class MakeVisitor {
 public:
  explicit MakeVisitor(const ArrayPointer& array) : array_(array) {}

  template <typename T>
  arrow::enable_if_integer<T, FormatterResult> Visit(const T&) {
    return Short<arrow::NumericArray<T>>(
        array_, [](auto value, char* to) { return WriteInteger(value, to); });
  }
  FormatterResult Visit(const arrow::DoubleType&) {
    return Short<arrow::DoubleArray>(array_, WriteDouble);
  }
  FormatterResult Visit(const arrow::FloatType&) {
    return Short<arrow::FloatArray>(array_, WriteAnyFloat<float>);
  }
  FormatterResult Visit(const arrow::BooleanType&) {
    return Short<arrow::BooleanArray>(array_, WriteBool);
  }
  FormatterResult Visit(const arrow::Date32Type&) {
    return Short<arrow::Date32Array>(array_,
                                     [](int32_t days, char* to) { return WriteDate(days, to); });
  }
  FormatterResult Visit(const arrow::Time32Type& type) {
    return Time<arrow::Time32Array>(type.unit());
  }
  FormatterResult Visit(const arrow::Time64Type& type) {
    return Time<arrow::Time64Array>(type.unit());
  }
  FormatterResult Visit(const arrow::TimestampType& type) {
    const int64_t units = UnitsPerSecond(type.unit());
    const bool zoned = !type.timezone().empty();
    return Short<arrow::TimestampArray>(
        array_, [=](int64_t value, char* to) { return WriteTimestamp(value, units, zoned, to); });
  }
  FormatterResult Visit(const arrow::Decimal32Type&) {
    return DecimalFormatter<arrow::Decimal32, arrow::Decimal32Array>(array_);
  }
  FormatterResult Visit(const arrow::Decimal64Type&) {
    return DecimalFormatter<arrow::Decimal64, arrow::Decimal64Array>(array_);
  }
  FormatterResult Visit(const arrow::Decimal128Type&) {
    return DecimalFormatter<arrow::Decimal128, arrow::Decimal128Array>(array_);
  }
  FormatterResult Visit(const arrow::Decimal256Type&) {
    return DecimalFormatter<arrow::Decimal256, arrow::Decimal256Array>(array_);
  }
  FormatterResult Visit(const arrow::StringType&) {
    return std::make_unique<TextFormatter<arrow::StringArray>>(array_);
  }
  FormatterResult Visit(const arrow::LargeStringType&) {
    return std::make_unique<TextFormatter<arrow::LargeStringArray>>(array_);
  }
  FormatterResult Visit(const arrow::StringViewType&) { return ReadableFormatter(array_); }
  FormatterResult Visit(const arrow::BinaryType&) {
    return HexFormatter<arrow::BinaryArray>(array_);
  }
  FormatterResult Visit(const arrow::LargeBinaryType&) {
    return HexFormatter<arrow::LargeBinaryArray>(array_);
  }
  FormatterResult Visit(const arrow::BinaryViewType&) {
    return HexFormatter<arrow::BinaryViewArray>(array_);
  }
  FormatterResult Visit(const arrow::FixedSizeBinaryType&) {
    return HexFormatter<arrow::FixedSizeBinaryArray>(array_);
  }
  FormatterResult Visit(const arrow::DictionaryType&) { return DictionaryFormatter::Make(array_); }
  FormatterResult Visit(const arrow::ExtensionType& type) {
    if (type.extension_name() == "arrow.uuid") return ReadableFormatter(array_);
    if (type.extension_name() == "arrow.bool8") {
      return Short<arrow::Int8Array>(
          static_cast<const arrow::ExtensionArray&>(*array_).storage(),
          [](int8_t value, char* to) { return WriteBool(value != 0, to); });
    }
    return CellFormatter::Make(static_cast<const arrow::ExtensionArray&>(*array_).storage());
  }
  FormatterResult Visit(const arrow::DataType&) { return ReadableFormatter(array_); }

 private:
  template <typename ArrayType>
  FormatterResult Time(arrow::TimeUnit::type unit) {
    const int64_t units = UnitsPerSecond(unit);
    ARROW_RETURN_NOT_OK(CheckTimes<ArrayType>(units));
    return Short<ArrayType>(
        array_, [units](int64_t value, char* to) { return WriteTime(value, units, to); });
  }

  // Arrow lets an array hold any number, and two digits hold hours up to 24:00 only.
  template <typename ArrayType>
  arrow::Status CheckTimes(int64_t units_per_second) const {
    const auto& array = static_cast<const ArrayType&>(*array_);
    const int64_t day = kSecondsPerDay * units_per_second;
    for (int64_t row = 0; row < array.length(); ++row) {
      if (array.IsNull(row) || (array.Value(row) >= 0 && array.Value(row) <= day)) continue;
      return arrow::Status::Invalid(
          fmt::format("row {} of its batch: {} of type {} is no time of a day", row,
                      array.Value(row), array.type()->ToString()));
    }
    return arrow::Status::OK();
  }

  const ArrayPointer& array_;
};

}  // namespace

arrow::Status CheckCsvType(const arrow::DataType& type) {
  if (type.id() == arrow::Type::DICTIONARY) {
    return CheckCsvType(*static_cast<const arrow::DictionaryType&>(type).value_type());
  }
  if (type.id() == arrow::Type::EXTENSION) {
    return CheckCsvType(*static_cast<const arrow::ExtensionType&>(type).storage_type());
  }
  if (arrow::is_nested(type.id())) {
    return arrow::Status::NotImplemented(
        fmt::format("a CSV field can't hold {}; leave the column out, or write Parquet or Arrow",
                    type.ToString()));
  }
  return arrow::Status::OK();
}

FormatterResult CellFormatter::Make(ArrayPointer array) {
  ARROW_RETURN_NOT_OK(CheckCsvType(*array->type()));
  MakeVisitor visitor(array);
  FormatterResult formatter;
  const auto visit = [&](const auto& type) {
    formatter = visitor.Visit(type);
    return formatter.status();
  };
  ARROW_RETURN_NOT_OK(arrow::VisitType(*array->type(), visit));
  return formatter;
}

}  // namespace quiver::csv
