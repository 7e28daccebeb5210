#include "value_builders.h"

#include <cstring>
#include <limits>
#include <utility>

#include <arrow/buffer_builder.h>

#include "arrow_result.h"
#include "validity_builder.h"

namespace quiver::duckdb_extension {
namespace {

/// What Arrow holds for a value of DuckDB. A form has Stored (DuckDB's), Value (Arrow's), and
/// Of(stored, column); where both are the same bytes, kSame.
template <int kBytes>
struct SameBytes {
  static constexpr bool kSame = true;
  struct Stored {
    uint8_t bytes[kBytes];
  };
  using Value = Stored;
  static Value Of(const Stored& stored, const std::string&) { return stored; }
};

template <typename Integer>
struct DecimalOf {
  static constexpr bool kSame = false;
  using Stored = Integer;
  struct Value {
    int64_t low;
    int64_t high;
  };
  static Value Of(Stored stored, const std::string&) { return {stored, stored < 0 ? -1 : 0}; }
};

// DuckDB orders UUIDs as signed numbers: their first bit is inverted.
struct UuidForm {
  static constexpr bool kSame = false;
  using Stored = duckdb_v2_hugeint_t;
  struct Value {
    uint64_t high;
    uint64_t low;
  };
  static Value Of(const Stored& stored, const std::string&) {
    constexpr uint64_t kFirstBit = uint64_t{1} << 63;
    return {__builtin_bswap64(static_cast<uint64_t>(stored.upper) ^ kFirstBit),
            __builtin_bswap64(stored.lower)};
  }
};

struct IntervalForm {
  static constexpr bool kSame = false;
  using Stored = duckdb_v2_interval_t;
  struct Value {
    int32_t months;
    int32_t days;
    int64_t nanoseconds;
  };
  static Value Of(const Stored& stored, const std::string& column) {
    constexpr int64_t kNanosecondsInMicrosecond = 1000;
    Value value{stored.months, stored.days, 0};
    if (__builtin_mul_overflow(stored.micros, kNanosecondsInMicrosecond, &value.nanoseconds)) {
      throw Error("column " + column + ": an INTERVAL of " + std::to_string(stored.months) +
                  " months, " + std::to_string(stored.days) + " days and " +
                  std::to_string(stored.micros) +
                  " microseconds has more nanoseconds than Arrow can count; cast the column "
                  "(::VARCHAR)");
    }
    return value;
  }
};

template <typename Form>
class FixedBuilder final : public ColumnBuilder {
 public:
  FixedBuilder(const ColumnType& type, idx_t rows) : type_(type) {
    Check(values_.Reserve(static_cast<int64_t>(rows)));
  }

  void Append(duckdb_v2_vector_handle vector, const Rows& rows,
              duckdb_v2_error_info_handle* err) override {
    const VectorView view(vector, err);
    validity_.Append(view, rows);
    const auto count = static_cast<int64_t>(rows.count);
    Check(values_.Reserve(count));
    const auto* stored = static_cast<const Stored*>(view.data());
    Value* to = values_.mutable_data() + values_.length();
    values_.UnsafeAdvance(count);
    if (view.MayHaveNulls(rows)) {
      for (idx_t i = 0; i < rows.count; ++i) {
        const idx_t place = view.Place(rows[i]);
        // A NULL's bytes are anything; what is written is always the same.
        to[i] = view.IsValid(place) ? Form::Of(stored[place], Name()) : Value{};
      }
    } else if (!view.IsRun(rows)) {
      for (idx_t i = 0; i < rows.count; ++i) {
        to[i] = Form::Of(stored[view.Place(rows[i])], Name());
      }
    } else if constexpr (Form::kSame) {
      std::memcpy(to, stored + rows.begin, rows.count * sizeof(Value));
    } else {
      for (idx_t i = 0; i < rows.count; ++i) to[i] = Form::Of(stored[rows.begin + i], Name());
    }
  }

  std::shared_ptr<arrow::ArrayData> Finish() override {
    const int64_t length = validity_.length();
    const int64_t nulls = validity_.null_count();
    auto data = arrow::ArrayData::Make(type_.field->type(), length,
                                       {validity_.Finish(), ValueOf(values_.Finish())}, nulls);
    if (type_.labels != nullptr) data->dictionary = type_.labels->data();
    return data;
  }

 private:
  using Stored = typename Form::Stored;
  using Value = typename Form::Value;

  /// arrow::TypedBufferBuilder, for a type that is not one of numbers.
  class Values {
   public:
    arrow::Status Reserve(int64_t count) {
      return bytes_.Reserve(count * static_cast<int64_t>(sizeof(Value)));
    }
    int64_t length() const { return bytes_.length() / static_cast<int64_t>(sizeof(Value)); }
    Value* mutable_data() { return reinterpret_cast<Value*>(bytes_.mutable_data()); }
    void UnsafeAdvance(int64_t count) {
      bytes_.UnsafeAdvance(count * static_cast<int64_t>(sizeof(Value)));
    }
    arrow::Result<std::shared_ptr<arrow::Buffer>> Finish() { return bytes_.Finish(); }

   private:
    arrow::BufferBuilder bytes_;
  };

  const std::string& Name() const { return type_.path; }

  const ColumnType& type_;
  ValidityBuilder validity_;
  Values values_;
};

class BooleanBuilder final : public ColumnBuilder {
 public:
  explicit BooleanBuilder(const ColumnType& type) : type_(type) {}

  void Append(duckdb_v2_vector_handle vector, const Rows& rows,
              duckdb_v2_error_info_handle* err) override {
    const VectorView view(vector, err);
    validity_.Append(view, rows);
    const auto* stored = static_cast<const uint8_t*>(view.data());
    Check(bits_.Reserve(static_cast<int64_t>(rows.count)));
    for (idx_t i = 0; i < rows.count; ++i) {
      const idx_t place = view.Place(rows[i]);
      bits_.UnsafeAppend(view.IsValid(place) && stored[place] != 0);
    }
  }

  std::shared_ptr<arrow::ArrayData> Finish() override {
    const int64_t length = validity_.length();
    const int64_t nulls = validity_.null_count();
    return arrow::ArrayData::Make(type_.field->type(), length,
                                  {validity_.Finish(), ValueOf(bits_.Finish())}, nulls);
  }

 private:
  const ColumnType& type_;
  ValidityBuilder validity_;
  arrow::TypedBufferBuilder<bool> bits_;
};

/// Text and bytes.
class BytesBuilder final : public ColumnBuilder {
 public:
  BytesBuilder(const ColumnType& type, idx_t rows) : type_(type) {
    Check(ends_.Reserve(static_cast<int64_t>(rows) + 1));
    ends_.UnsafeAppend(0);
  }

  void Append(duckdb_v2_vector_handle vector, const Rows& rows,
              duckdb_v2_error_info_handle* err) override {
    const VectorView view(vector, err);
    validity_.Append(view, rows);
    const auto* stored = static_cast<const duckdb_v2_bytes*>(view.data());
    Check(ends_.Reserve(static_cast<int64_t>(rows.count)));
    const int64_t begin = bytes_.length();
    int64_t end = begin;
    for (idx_t i = 0; i < rows.count; ++i) {
      const idx_t place = view.Place(rows[i]);
      if (view.IsValid(place)) end += stored[place].value.inlined.length;
      if (end > std::numeric_limits<int32_t>::max()) throw BatchTooLong{type_.path};
      ends_.UnsafeAppend(static_cast<int32_t>(end));
    }
    Check(bytes_.Reserve(end - begin + kInlined));
    uint8_t* to = bytes_.mutable_data() + begin;
    for (idx_t i = 0; i < rows.count; ++i) {
      const idx_t place = view.Place(rows[i]);
      if (!view.IsValid(place)) continue;
      const auto& value = stored[place].value;
      const uint32_t length = value.inlined.length;
      if (length <= kInlined) {
        // All of it, because a copy of a known length is a fraction of the work; there is room.
        std::memcpy(to, value.inlined.inlined, kInlined);
      } else {
        std::memcpy(to, value.pointer.ptr, length);
      }
      to += length;
    }
    bytes_.UnsafeAdvance(end - begin);
  }

  std::shared_ptr<arrow::ArrayData> Finish() override {
    const int64_t length = validity_.length();
    const int64_t nulls = validity_.null_count();
    auto data = arrow::ArrayData::Make(
        type_.field->type(), length,
        {validity_.Finish(), ValueOf(ends_.Finish()), ValueOf(bytes_.Finish())}, nulls);
    Check(ends_.Append(0));
    return data;
  }

 private:
  // As many bytes as DuckDB holds within the value itself.
  static constexpr uint32_t kInlined = 12;

  const ColumnType& type_;
  ValidityBuilder validity_;
  arrow::TypedBufferBuilder<int32_t> ends_;
  arrow::BufferBuilder bytes_;
};

/// A column of the type NULL.
class NullBuilder final : public ColumnBuilder {
 public:
  void Append(duckdb_v2_vector_handle, const Rows& rows, duckdb_v2_error_info_handle*) override {
    length_ += static_cast<int64_t>(rows.count);
  }
  std::shared_ptr<arrow::ArrayData> Finish() override {
    const int64_t length = std::exchange(length_, 0);
    return arrow::ArrayData::Make(arrow::null(), length, {nullptr}, length);
  }

 private:
  int64_t length_ = 0;
};

template <typename Form>
std::unique_ptr<ColumnBuilder> Fixed(const ColumnType& type, idx_t rows) {
  return std::make_unique<FixedBuilder<Form>>(type, rows);
}

std::unique_ptr<ColumnBuilder> OfBytes(int bytes, const ColumnType& type, idx_t rows) {
  switch (bytes) {
    case 1:
      return Fixed<SameBytes<1>>(type, rows);
    case 2:
      return Fixed<SameBytes<2>>(type, rows);
    case 4:
      return Fixed<SameBytes<4>>(type, rows);
    case 8:
      return Fixed<SameBytes<8>>(type, rows);
    default:
      return Fixed<SameBytes<16>>(type, rows);
  }
}

std::unique_ptr<ColumnBuilder> OfDecimal(const ColumnType& type, idx_t rows) {
  switch (type.value_bytes) {
    case 2:
      return Fixed<DecimalOf<int16_t>>(type, rows);
    case 4:
      return Fixed<DecimalOf<int32_t>>(type, rows);
    case 8:
      return Fixed<DecimalOf<int64_t>>(type, rows);
    default:
      return Fixed<SameBytes<16>>(type, rows);
  }
}

}  // namespace

std::unique_ptr<ColumnBuilder> MakeValueBuilder(const ColumnType& type, idx_t rows) {
  switch (type.id) {
    case DUCKDB_V2_LOGICAL_TYPE_ID_SQLNULL:
      return std::make_unique<NullBuilder>();
    case DUCKDB_V2_LOGICAL_TYPE_ID_BOOLEAN:
      return std::make_unique<BooleanBuilder>(type);
    case DUCKDB_V2_LOGICAL_TYPE_ID_VARCHAR:
    case DUCKDB_V2_LOGICAL_TYPE_ID_BLOB:
    case DUCKDB_V2_LOGICAL_TYPE_ID_BIT:
    case DUCKDB_V2_LOGICAL_TYPE_ID_BIGNUM:
      return std::make_unique<BytesBuilder>(type, rows);
    case DUCKDB_V2_LOGICAL_TYPE_ID_DECIMAL:
      return OfDecimal(type, rows);
    case DUCKDB_V2_LOGICAL_TYPE_ID_UUID:
      return Fixed<UuidForm>(type, rows);
    case DUCKDB_V2_LOGICAL_TYPE_ID_INTERVAL:
      return Fixed<IntervalForm>(type, rows);
    case DUCKDB_V2_LOGICAL_TYPE_ID_LIST:
    case DUCKDB_V2_LOGICAL_TYPE_ID_ARRAY:
    case DUCKDB_V2_LOGICAL_TYPE_ID_STRUCT:
    case DUCKDB_V2_LOGICAL_TYPE_ID_TUPLE:
    case DUCKDB_V2_LOGICAL_TYPE_ID_MAP:
    case DUCKDB_V2_LOGICAL_TYPE_ID_UNION:
    case DUCKDB_V2_LOGICAL_TYPE_ID_VARIANT:
    case DUCKDB_V2_LOGICAL_TYPE_ID_GEOMETRY:
      return nullptr;
    default: {
      const arrow::DataType& form = *type.field->type();
      const arrow::DataType& stored =
          form.id() == arrow::Type::DICTIONARY
              ? *static_cast<const arrow::DictionaryType&>(form).index_type()
              : form;
      return OfBytes(stored.byte_width(), type, rows);
    }
  }
}

}  // namespace quiver::duckdb_extension
