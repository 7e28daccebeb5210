#pragma once

#include <algorithm>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <arrow/array.h>
#include <arrow/array/array_run_end.h>
#include <arrow/extension/bool8.h>
#include <arrow/extension/json.h>
#include <arrow/extension/uuid.h>
#include <arrow/json/from_string.h>
#include <arrow/record_batch.h>
#include <arrow/result.h>
#include <arrow/type.h>
#include <arrow/util/key_value_metadata.h>

namespace quiver::testing {

/// A table with a column of every Arrow type (and of the nestings that differ in how they are
/// stored), its first and its last values, NULLs, empty values, and metadata of schema and fields.
/// A test of a format that can't hold one of them leaves the column out by its name.
class EveryType {
 public:
  struct Column {
    std::shared_ptr<arrow::Field> field;
    std::shared_ptr<arrow::Array> values;
  };
  static constexpr int64_t kRows = 5;

  static arrow::Result<std::vector<Column>> Columns() {
    EveryType types;
    ARROW_RETURN_NOT_OK(types.AddNumbers());
    ARROW_RETURN_NOT_OK(types.AddDecimals());
    ARROW_RETURN_NOT_OK(types.AddTimes());
    ARROW_RETURN_NOT_OK(types.AddBytes());
    ARROW_RETURN_NOT_OK(types.AddNested());
    ARROW_RETURN_NOT_OK(types.AddDictionaries());
    ARROW_RETURN_NOT_OK(types.AddUnionsAndRuns());
    ARROW_RETURN_NOT_OK(types.AddExtensions());
    return std::move(types.columns_);
  }

  /// One batch of kRows rows without the columns named in `without`.
  static arrow::Result<std::shared_ptr<arrow::RecordBatch>> Batch(
      const std::vector<std::string>& without = {}) {
    ARROW_ASSIGN_OR_RAISE(auto columns, Columns());
    arrow::FieldVector fields;
    arrow::ArrayVector arrays;
    for (const Column& column : columns) {
      const auto is_named = [&](const std::string& name) { return column.field->name() == name; };
      if (std::any_of(without.begin(), without.end(), is_named)) continue;
      fields.push_back(column.field);
      arrays.push_back(column.values);
    }
    auto metadata = arrow::key_value_metadata({"made by", ""}, {"every_type.h", "an empty key"});
    return arrow::RecordBatch::Make(arrow::schema(fields, metadata), kRows, arrays);
  }

 private:
  arrow::Status Add(const std::string& name, std::shared_ptr<arrow::Array> values) {
    auto metadata = arrow::key_value_metadata({"comment"}, {"the column " + name});
    columns_.push_back({arrow::field(name, values->type(), true, metadata), std::move(values)});
    return arrow::Status::OK();
  }

  arrow::Status Add(const std::string& name, const std::shared_ptr<arrow::DataType>& type,
                    const char* json) {
    ARROW_ASSIGN_OR_RAISE(auto values, arrow::json::ArrayFromJSONString(type, json));
    return Add(name, std::move(values));
  }

  arrow::Status AddNumbers() {
    using namespace arrow;  // NOLINT: the names of its types
    ARROW_RETURN_NOT_OK(Add("nothing", null(), "[null, null, null, null, null]"));
    ARROW_RETURN_NOT_OK(Add("bool", boolean(), "[true, false, null, true, false]"));
    ARROW_RETURN_NOT_OK(Add("int8", int8(), "[-128, 127, null, 0, -1]"));
    ARROW_RETURN_NOT_OK(Add("int16", int16(), "[-32768, 32767, null, 0, -1]"));
    ARROW_RETURN_NOT_OK(Add("int32", int32(), "[-2147483648, 2147483647, null, 0, -1]"));
    ARROW_RETURN_NOT_OK(
        Add("int64", int64(), "[-9223372036854775808, 9223372036854775807, null, 0, -1]"));
    ARROW_RETURN_NOT_OK(Add("uint8", uint8(), "[0, 255, null, 1, 128]"));
    ARROW_RETURN_NOT_OK(Add("uint16", uint16(), "[0, 65535, null, 1, 32768]"));
    ARROW_RETURN_NOT_OK(Add("uint32", uint32(), "[0, 4294967295, null, 1, 2147483648]"));
    ARROW_RETURN_NOT_OK(
        Add("uint64", uint64(), "[0, 18446744073709551615, null, 1, 9223372036854775808]"));
    ARROW_RETURN_NOT_OK(Add("float16", float16(), "[-0.0, 65504, null, NaN, 0.5]"));
    ARROW_RETURN_NOT_OK(Add("float32", float32(), "[-0.0, 3.4028235e38, null, NaN, -Inf]"));
    ARROW_RETURN_NOT_OK(Add("float64", float64(), "[-0.0, 5e-324, null, NaN, Inf]"));
    ARROW_ASSIGN_OR_RAISE(auto required, json::ArrayFromJSONString(int32(), "[5, 4, 3, 2, 1]"));
    columns_.push_back({field("required", int32(), /*nullable=*/false), required});
    return Status::OK();
  }

  arrow::Status AddDecimals() {
    using namespace arrow;  // NOLINT
    ARROW_RETURN_NOT_OK(Add("decimal32", decimal32(9, 2),
                            R"(["-9999999.99", "9999999.99", null, "0.00", "0.01"])"));
    ARROW_RETURN_NOT_OK(Add("decimal64", decimal64(18, 0),
                            R"(["-999999999999999999", "999999999999999999", null, "0", "1"])"));
    ARROW_RETURN_NOT_OK(Add("decimal128", decimal128(38, 10),
                            R"(["-9999999999999999999999999999.9999999999",
                                "9999999999999999999999999999.9999999999",
                                null, "0.0000000000", "0.0000000001"])"));
    return Add("decimal256", decimal256(76, 38),
               R"(["-99999999999999999999999999999999999999.99999999999999999999999999999999999999",
                   "99999999999999999999999999999999999999.99999999999999999999999999999999999999",
                   null, "0.00000000000000000000000000000000000000",
                   "0.00000000000000000000000000000000000001"])");
  }

  arrow::Status AddTimes() {
    using namespace arrow;  // NOLINT
    ARROW_RETURN_NOT_OK(Add("date32", date32(), "[-719162, 2932896, null, 0, -1]"));
    ARROW_RETURN_NOT_OK(
        Add("date64", date64(), "[-62135596800000, 253402214400000, null, 0, -86400000]"));
    ARROW_RETURN_NOT_OK(Add("time32_s", time32(TimeUnit::SECOND), "[0, 86399, null, 1, 2]"));
    ARROW_RETURN_NOT_OK(Add("time32_ms", time32(TimeUnit::MILLI), "[0, 86399999, null, 1, 2]"));
    ARROW_RETURN_NOT_OK(Add("time64_us", time64(TimeUnit::MICRO), "[0, 86399999999, null, 1, 2]"));
    ARROW_RETURN_NOT_OK(
        Add("time64_ns", time64(TimeUnit::NANO), "[0, 86399999999999, null, 1, 2]"));
    const std::pair<const char*, TimeUnit::type> units[] = {{"s", TimeUnit::SECOND},
                                                            {"ms", TimeUnit::MILLI},
                                                            {"us", TimeUnit::MICRO},
                                                            {"ns", TimeUnit::NANO}};
    const char* instants = "[-1, 1700000000, null, 0, -2208988800]";
    for (const auto& [name, unit] : units) {
      ARROW_RETURN_NOT_OK(Add(std::string("timestamp_") + name, timestamp(unit), instants));
      ARROW_RETURN_NOT_OK(
          Add(std::string("timestamp_utc_") + name, timestamp(unit, "UTC"), instants));
      ARROW_RETURN_NOT_OK(Add(std::string("duration_") + name, duration(unit), instants));
    }
    ARROW_RETURN_NOT_OK(
        Add("timestamp_zone", timestamp(TimeUnit::MICRO, "Europe/Berlin"), instants));
    ARROW_RETURN_NOT_OK(Add("interval_months", month_interval(), "[-1, 12, null, 0, 2147483647]"));
    ARROW_RETURN_NOT_OK(
        Add("interval_days", day_time_interval(), "[[1, 2], [-1, -2], null, [0, 0], [0, 1]]"));
    return Add("interval", month_day_nano_interval(),
               "[[1, 2, 3], [-1, -2, -3], null, [0, 0, 0], [0, 0, 9223372036854775807]]");
  }

  arrow::Status AddBytes() {
    using namespace arrow;  // NOLINT
    const char* words = R"(["größe", "", null, "a long text, longer than twelve bytes", "日本語"])";
    ARROW_RETURN_NOT_OK(Add("utf8", utf8(), words));
    ARROW_RETURN_NOT_OK(Add("large_utf8", large_utf8(), words));
    ARROW_RETURN_NOT_OK(Add("utf8_view", utf8_view(), words));
    ARROW_RETURN_NOT_OK(Add("binary", binary(), words));
    ARROW_RETURN_NOT_OK(Add("large_binary", large_binary(), words));
    ARROW_RETURN_NOT_OK(Add("binary_view", binary_view(), words));
    return Add("fixed_binary", fixed_size_binary(3), R"(["abc", "xyz", null, "   ", "~~~"])");
  }

  arrow::Status AddNested() {
    using namespace arrow;  // NOLINT
    const char* lists = "[[1, null, 3], [], null, [4], [5, 6]]";
    ARROW_RETURN_NOT_OK(Add("list", list(int32()), lists));
    ARROW_RETURN_NOT_OK(Add("large_list", large_list(int32()), lists));
    ARROW_RETURN_NOT_OK(Add("list_view", list_view(int32()), lists));
    ARROW_RETURN_NOT_OK(Add("large_list_view", large_list_view(int32()), lists));
    ARROW_RETURN_NOT_OK(Add("fixed_list", fixed_size_list(int32(), 2),
                            "[[1, null], [2, 3], null, [4, 5], [6, 7]]"));
    const auto point = struct_({field("x", int32()), field("y", utf8())});
    ARROW_RETURN_NOT_OK(Add("struct", point,
                            R"([{"x": 1, "y": "a"}, {"x": null, "y": null}, null,
                                {"x": 2, "y": ""}, {"x": 3, "y": "b"}])"));
    ARROW_RETURN_NOT_OK(Add("map", map(utf8(), int32()),
                            R"([[["a", 1], ["b", null]], [], null, [["c", 3]], [["d", 4]]])"));
    return Add("list_of_structs", list(point),
               R"([[{"x": 1, "y": "a"}, null], [], null, [{"x": 2, "y": "b"}], []])");
  }

  arrow::Status AddDictionary(const std::string& name,
                              const std::shared_ptr<arrow::DataType>& indices, bool ordered) {
    ARROW_ASSIGN_OR_RAISE(auto values, arrow::json::DictArrayFromJSONString(
                                           arrow::dictionary(indices, arrow::utf8(), ordered),
                                           "[0, 1, null, 2, 0]", R"(["low", "", "high"])"));
    return Add(name, std::move(values));
  }

  arrow::Status AddDictionaries() {
    using namespace arrow;  // NOLINT
    ARROW_RETURN_NOT_OK(AddDictionary("dictionary8", int8(), false));
    ARROW_RETURN_NOT_OK(AddDictionary("dictionary16", int16(), true));
    ARROW_RETURN_NOT_OK(AddDictionary("dictionary32", int32(), false));
    ARROW_RETURN_NOT_OK(AddDictionary("dictionary64", int64(), false));
    ARROW_RETURN_NOT_OK(AddDictionary("dictionary_u8", uint8(), false));
    ARROW_ASSIGN_OR_RAISE(auto numbers, json::DictArrayFromJSONString(dictionary(int8(), int64()),
                                                                      "[1, 0, null, 1, 1]",
                                                                      "[7, 9223372036854775807]"));
    ARROW_RETURN_NOT_OK(Add("dictionary_of_numbers", numbers));
    ARROW_ASSIGN_OR_RAISE(
        auto words, json::DictArrayFromJSONString(dictionary(int32(), utf8()), "[0, 1, 1, null, 0]",
                                                  R"(["red", "green"])"));
    ARROW_ASSIGN_OR_RAISE(auto offsets, json::ArrayFromJSONString(int32(), "[0, 2, 2, 3, 4, 5]"));
    ARROW_ASSIGN_OR_RAISE(auto lists, ListArray::FromArrays(*offsets, *words));
    return Add("list_of_dictionary", lists);
  }

  arrow::Status AddUnionsAndRuns() {
    using namespace arrow;  // NOLINT
    const auto members = FieldVector{field("number", int32()), field("word", utf8())};
    const char* values = R"([[0, 1], [1, "a"], [0, null], [1, null], [0, 5]])";
    ARROW_RETURN_NOT_OK(Add("dense_union", dense_union(members, {0, 1}), values));
    ARROW_RETURN_NOT_OK(Add("sparse_union", sparse_union(members, {0, 1}), values));
    ARROW_ASSIGN_OR_RAISE(auto ends, json::ArrayFromJSONString(int32(), "[2, 3, 5]"));
    ARROW_ASSIGN_OR_RAISE(auto runs, json::ArrayFromJSONString(utf8(), R"(["a", null, "b"])"));
    ARROW_ASSIGN_OR_RAISE(auto encoded, RunEndEncodedArray::Make(kRows, ends, runs));
    return Add("run_end_encoded", encoded);
  }

  arrow::Status AddExtensions() {
    using namespace arrow;  // NOLINT
    ARROW_ASSIGN_OR_RAISE(
        auto uuids, json::ArrayFromJSONString(fixed_size_binary(16),
                                              R"(["0123456789abcdef", "fedcba9876543210", null,
                                                   "................", "~~~~~~~~~~~~~~~~"])"));
    ARROW_RETURN_NOT_OK(Add("uuid", ExtensionType::WrapArray(extension::uuid(), uuids)));
    ARROW_ASSIGN_OR_RAISE(auto bytes, json::ArrayFromJSONString(int8(), "[1, 0, null, 1, 0]"));
    ARROW_RETURN_NOT_OK(Add("bool8", ExtensionType::WrapArray(extension::bool8(), bytes)));
    ARROW_ASSIGN_OR_RAISE(auto texts, json::ArrayFromJSONString(
                                          utf8(), R"(["{}", "[1, 2]", null, "null", "\"text\""])"));
    return Add("json", ExtensionType::WrapArray(extension::json(utf8()), texts));
  }

  std::vector<Column> columns_;
};

}  // namespace quiver::testing
