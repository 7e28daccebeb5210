#include "core/value_hash.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>
#include <utility>
#include <vector>

#include <arrow/array.h>
#include <arrow/extension_type.h>
#include <arrow/type_traits.h>
#include <arrow/util/decimal.h>
#include <arrow/util/float16.h>
#include <arrow/visit_array_inline.h>
#include <xxhash.h>

#include "core/time_unit.h"

namespace quiver {
namespace {

// The families of the canonical form. Values of different families never count as equal; the
// numbers are part of the hash and must not change.
enum Family : uint64_t {
  kNullFamily = 1,
  kBoolean,
  kInteger,
  kFloat,
  kDecimal,
  kText,
  kBinary,
  kDate,
  kTime,
  kTimestamp,
  kTimestampUtc,
  kDuration,
  kInterval,
  kList,
  kStruct,
  kUnion,
};

using Hash = RowHash128;
using Hashes = std::span<Hash>;

Hash HashBytes(const void* data, size_t size, Family family) {
  const XXH128_hash_t hash = XXH3_128bits_withSeed(data, size, family);
  return {hash.low64, hash.high64};
}

template <typename T>
Hash HashFixed(const T& value, Family family) {
  return HashBytes(&value, sizeof(value), family);
}

Hash NullHash() { return HashFixed(uint64_t{0}, kNullFamily); }

double CanonicalDouble(double value) {
  return std::isnan(value) ? std::numeric_limits<double>::quiet_NaN() : value;
}

// Writes the hash of each value of one array to `out`, which has as many places.
class ValueHasher {
 public:
  explicit ValueHasher(Hashes out) : out_(out) {}

  static arrow::Status Run(const arrow::Array& array, Hashes out) {
    ValueHasher hasher(out);
    return arrow::VisitArrayInline(array, &hasher);
  }

  arrow::Status Visit(const arrow::NullArray&) {
    std::fill(out_.begin(), out_.end(), NullHash());
    return arrow::Status::OK();
  }

  arrow::Status Visit(const arrow::BooleanArray& array) {
    return Each(array, [&](int64_t i) {
      return HashFixed(static_cast<uint8_t>(array.Value(i)), kBoolean);
    });
  }

  template <typename T>
  arrow::enable_if_integer<T, arrow::Status> Visit(const arrow::NumericArray<T>& array) {
    return Each(array, [&](int64_t i) { return HashInteger(array.Value(i)); });
  }

  template <typename T>
  arrow::enable_if_physical_floating_point<T, arrow::Status> Visit(
      const arrow::NumericArray<T>& array) {
    return Each(array, [&](int64_t i) {
      return HashFixed(CanonicalDouble(static_cast<double>(array.Value(i))), kFloat);
    });
  }
  arrow::Status Visit(const arrow::HalfFloatArray& array) {
    return Each(array, [&](int64_t i) {
      const double value = arrow::util::Float16::FromBits(array.Value(i)).ToDouble();
      return HashFixed(CanonicalDouble(value), kFloat);
    });
  }

  template <typename T>
  arrow::enable_if_decimal<T, arrow::Status> VisitDecimal(
      const typename arrow::TypeTraits<T>::ArrayType& array) {
    const int32_t scale = static_cast<const T&>(*array.type()).scale();
    return Each(array, [&](int64_t i) {
      using Value = typename arrow::TypeTraits<T>::CType;
      return HashDecimal(arrow::Decimal256(Value(array.GetValue(i))), scale);
    });
  }
  arrow::Status Visit(const arrow::Decimal32Array& a) {
    return VisitDecimal<arrow::Decimal32Type>(a);
  }
  arrow::Status Visit(const arrow::Decimal64Array& a) {
    return VisitDecimal<arrow::Decimal64Type>(a);
  }
  arrow::Status Visit(const arrow::Decimal128Array& a) {
    return VisitDecimal<arrow::Decimal128Type>(a);
  }
  arrow::Status Visit(const arrow::Decimal256Array& a) {
    return VisitDecimal<arrow::Decimal256Type>(a);
  }

  template <typename T>
  arrow::Status VisitBytes(const T& array, Family family) {
    return Each(array, [&](int64_t i) {
      const auto view = array.GetView(i);
      return HashBytes(view.data(), view.size(), family);
    });
  }
  arrow::Status Visit(const arrow::StringArray& a) { return VisitBytes(a, kText); }
  arrow::Status Visit(const arrow::LargeStringArray& a) { return VisitBytes(a, kText); }
  arrow::Status Visit(const arrow::StringViewArray& a) { return VisitBytes(a, kText); }
  arrow::Status Visit(const arrow::BinaryArray& a) { return VisitBytes(a, kBinary); }
  arrow::Status Visit(const arrow::LargeBinaryArray& a) { return VisitBytes(a, kBinary); }
  arrow::Status Visit(const arrow::BinaryViewArray& a) { return VisitBytes(a, kBinary); }
  arrow::Status Visit(const arrow::FixedSizeBinaryArray& a) { return VisitBytes(a, kBinary); }

  arrow::Status Visit(const arrow::Date32Array& array) {
    return Each(array, [&](int64_t i) { return HashFixed(int64_t{array.Value(i)}, kDate); });
  }
  arrow::Status Visit(const arrow::Date64Array& array) {
    constexpr int64_t kMillisecondsPerDay = 86'400'000;
    return Each(array,
                [&](int64_t i) { return HashFixed(array.Value(i) / kMillisecondsPerDay, kDate); });
  }
  arrow::Status Visit(const arrow::Time32Array& a) {
    return VisitUnit<arrow::Time32Type>(a, kTime);
  }
  arrow::Status Visit(const arrow::Time64Array& a) {
    return VisitUnit<arrow::Time64Type>(a, kTime);
  }
  // The same as an interval without months and days, which is what databases keep it as.
  arrow::Status Visit(const arrow::DurationArray& array) {
    const auto& type = static_cast<const arrow::DurationType&>(*array.type());
    const __int128 factor = NanosecondsPerUnit(type.unit());
    return Each(array, [&](int64_t i) {
      const __int128 nanoseconds = factor * array.Value(i);
      const auto narrow = static_cast<int64_t>(nanoseconds);
      return narrow == nanoseconds ? HashInterval(0, 0, narrow) : HashFixed(nanoseconds, kDuration);
    });
  }
  arrow::Status Visit(const arrow::TimestampArray& array) {
    const auto& type = static_cast<const arrow::TimestampType&>(*array.type());
    return VisitUnit<arrow::TimestampType>(array,
                                           type.timezone().empty() ? kTimestamp : kTimestampUtc);
  }

  arrow::Status Visit(const arrow::MonthIntervalArray& array) {
    return Each(array, [&](int64_t i) { return HashInterval(array.Value(i), 0, 0); });
  }
  arrow::Status Visit(const arrow::DayTimeIntervalArray& array) {
    return Each(array, [&](int64_t i) {
      const auto value = array.GetValue(i);
      return HashInterval(0, value.days, int64_t{value.milliseconds} * 1'000'000);
    });
  }
  arrow::Status Visit(const arrow::MonthDayNanoIntervalArray& array) {
    return Each(array, [&](int64_t i) {
      const auto value = array.GetValue(i);
      return HashInterval(value.months, value.days, value.nanoseconds);
    });
  }

  template <typename T>
  arrow::Status VisitList(const T& array) {
    // A sliced list array keeps all its values; only those in its reach are hashed.
    int64_t begin = array.values()->length();
    int64_t end = 0;
    for (int64_t i = 0; i < array.length(); ++i) {
      if (array.IsNull(i) || array.value_length(i) == 0) continue;
      begin = std::min<int64_t>(begin, array.value_offset(i));
      end = std::max<int64_t>(end, array.value_offset(i) + array.value_length(i));
    }
    std::vector<Hash> children(std::max<int64_t>(end - begin, 0));
    if (!children.empty()) {
      ARROW_RETURN_NOT_OK(Run(*array.values()->Slice(begin, end - begin), children));
    }
    return Each(array, [&](int64_t i) {
      if (array.value_length(i) == 0) return HashBytes(nullptr, 0, kList);
      return HashBytes(children.data() + (array.value_offset(i) - begin),
                       array.value_length(i) * sizeof(Hash), kList);
    });
  }
  arrow::Status Visit(const arrow::ListArray& a) { return VisitList(a); }
  arrow::Status Visit(const arrow::LargeListArray& a) { return VisitList(a); }
  arrow::Status Visit(const arrow::ListViewArray& a) { return VisitList(a); }
  arrow::Status Visit(const arrow::LargeListViewArray& a) { return VisitList(a); }
  arrow::Status Visit(const arrow::FixedSizeListArray& a) { return VisitList(a); }

  arrow::Status Visit(const arrow::StructArray& array) {
    std::vector<Hash> rows(array.length());
    std::vector<Hash> children(array.length());
    for (int field = 0; field < array.num_fields(); ++field) {
      ARROW_RETURN_NOT_OK(Run(*array.field(field), children));
      for (size_t i = 0; i < rows.size(); ++i) FoldValue(&rows[i], children[i]);
    }
    return Each(array, [&](int64_t i) { return FinishRow(rows[i]); });
  }

  // A union's value is its member's name and value; a NULL is the same in every member.
  arrow::Status Visit(const arrow::SparseUnionArray& array) {
    return VisitUnion(array, [](int64_t i) { return i; });
  }
  arrow::Status Visit(const arrow::DenseUnionArray& array) {
    return VisitUnion(array, [&](int64_t i) { return int64_t{array.value_offset(i)}; });
  }

  arrow::Status Visit(const arrow::DictionaryArray& array) {
    std::vector<Hash> values(array.dictionary()->length());
    ARROW_RETURN_NOT_OK(Run(*array.dictionary(), values));
    return Each(array, [&](int64_t i) { return values[array.GetValueIndex(i)]; });
  }

  arrow::Status Visit(const arrow::RunEndEncodedArray& array) {
    std::vector<Hash> values(array.values()->length());
    ARROW_RETURN_NOT_OK(Run(*array.values(), values));
    int64_t run = array.FindPhysicalOffset();
    for (int64_t i = 0; i < array.length(); ++i) {
      while (RunEnd(*array.run_ends(), run) <= array.offset() + i) ++run;
      out_[i] = values[run];
    }
    return arrow::Status::OK();
  }

  arrow::Status Visit(const arrow::ExtensionArray& array) {
    const auto& type = static_cast<const arrow::ExtensionType&>(*array.type());
    if (type.extension_name() != "arrow.bool8") return Run(*array.storage(), out_);
    const auto& bytes = static_cast<const arrow::Int8Array&>(*array.storage());
    return Each(array, [&](int64_t i) {
      return HashFixed(static_cast<uint8_t>(bytes.Value(i) != 0), kBoolean);
    });
  }

  arrow::Status Visit(const arrow::Array& array) {
    return arrow::Status::NotImplemented("no row hash for values of type ",
                                         array.type()->ToString());
  }

 private:
  template <typename Union, typename RowInMember>
  arrow::Status VisitUnion(const Union& array, RowInMember&& row_in_member) {
    std::vector<std::vector<Hash>> members(array.num_fields());
    std::vector<Hash> names(array.num_fields());
    for (int member = 0; member < array.num_fields(); ++member) {
      members[member].resize(array.field(member)->length());
      ARROW_RETURN_NOT_OK(Run(*array.field(member), members[member]));
      const std::string& name = array.type()->field(member)->name();
      names[member] = HashBytes(name.data(), name.size(), kText);
    }
    for (int64_t i = 0; i < array.length(); ++i) {
      const int member = array.child_id(i);
      const int64_t row = row_in_member(i);
      out_[i] = array.field(member)->IsNull(row)
                    ? NullHash()
                    : HashFixed(std::pair{names[member], members[member][row]}, kUnion);
    }
    return arrow::Status::OK();
  }

  template <typename Array, typename HashAt>
  arrow::Status Each(const Array& array, HashAt&& hash_at) {
    if (array.null_count() == 0) {
      for (int64_t i = 0; i < array.length(); ++i) out_[i] = hash_at(i);
      return arrow::Status::OK();
    }
    const Hash null = NullHash();
    for (int64_t i = 0; i < array.length(); ++i) out_[i] = array.IsNull(i) ? null : hash_at(i);
    return arrow::Status::OK();
  }

  template <typename T>
  static Hash HashInteger(T value) {
    // Unsigned values over INT64_MAX are the only ones that eight bytes of two's complement would
    // confuse with negative ones.
    if constexpr (std::is_same_v<T, uint64_t>) {
      if (value > static_cast<uint64_t>(std::numeric_limits<int64_t>::max())) {
        const std::pair<uint64_t, uint64_t> wide{value, 0};
        return HashFixed(wide, kInteger);
      }
    }
    return HashFixed(static_cast<int64_t>(value), kInteger);
  }

  static Hash HashDecimal(arrow::Decimal256 value, int32_t scale) {
    const arrow::Decimal256 ten(10);
    if (value == arrow::Decimal256(0)) scale = 0;
    while (value != arrow::Decimal256(0)) {
      auto divided = value.Divide(ten);
      if (!divided.ok() || divided->second != arrow::Decimal256(0)) break;
      value = divided->first;
      --scale;
    }
    uint8_t bytes[36];
    value.ToBytes(bytes);
    std::memcpy(bytes + 32, &scale, sizeof(scale));
    return HashBytes(bytes, sizeof(bytes), kDecimal);
  }

  static Hash HashInterval(int32_t months, int32_t days, int64_t nanoseconds) {
    const int64_t parts[3] = {months, days, nanoseconds};
    return HashFixed(parts, kInterval);
  }

  template <typename T>
  arrow::Status VisitUnit(const arrow::NumericArray<T>& array, Family family) {
    const __int128 factor = NanosecondsPerUnit(static_cast<const T&>(*array.type()).unit());
    return Each(array, [&](int64_t i) { return HashFixed(factor * array.Value(i), family); });
  }

  static int64_t RunEnd(const arrow::Array& run_ends, int64_t run) {
    switch (run_ends.type_id()) {
      case arrow::Type::INT16:
        return static_cast<const arrow::Int16Array&>(run_ends).Value(run);
      case arrow::Type::INT32:
        return static_cast<const arrow::Int32Array&>(run_ends).Value(run);
      default:
        return static_cast<const arrow::Int64Array&>(run_ends).Value(run);
    }
  }

  Hashes out_;
};

}  // namespace

arrow::Status HashValues(const arrow::Array& array, Hashes out) {
  return ValueHasher::Run(array, out);
}

RowHash128 FinishRow(const RowHash128& accumulator) { return HashFixed(accumulator, kStruct); }

}  // namespace quiver
