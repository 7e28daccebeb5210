#include "formats/ipc/batch_slicer.h"

#include <map>
#include <string>
#include <vector>

#include <arrow/array.h>
#include <arrow/array/array_run_end.h>
#include <arrow/extension/opaque.h>
#include <arrow/json/from_string.h>
#include <gtest/gtest.h>

namespace quiver::testing {
namespace {

using ArrayPointer = std::shared_ptr<arrow::Array>;
using TypePointer = std::shared_ptr<arrow::DataType>;

ArrayPointer Json(const TypePointer& type, const std::string& json) {
  return arrow::json::ArrayFromJSONString(type, json).ValueOrDie();
}

// The same bytes as another type.
ArrayPointer Raw(const TypePointer& storage, const std::string& json, const TypePointer& type) {
  auto data = Json(storage, json)->data()->Copy();
  data->type = type;
  return arrow::MakeArray(data);
}

// Two rows that hold the two of `leaf`, by what they are nested in.
std::map<std::string, ArrayPointer> Nested(const ArrayPointer& leaf) {
  const auto offsets = Json(arrow::int32(), "[0, 1, 2]");
  const auto long_offsets = Json(arrow::int64(), "[0, 1, 2]");
  const auto places = Json(arrow::int32(), "[0, 1]");
  const auto sizes = Json(arrow::int32(), "[1, 1]");
  const auto codes = Json(arrow::int8(), "[0, 0]");
  const auto run_ends = Json(arrow::int32(), "[1, 2]");
  std::map<std::string, ArrayPointer> nested;
  nested["itself"] = leaf;
  nested["list"] = arrow::ListArray::FromArrays(*offsets, *leaf).ValueOrDie();
  nested["large list"] = arrow::LargeListArray::FromArrays(*long_offsets, *leaf).ValueOrDie();
  nested["list view"] = arrow::ListViewArray::FromArrays(*places, *sizes, *leaf).ValueOrDie();
  nested["fixed size list"] = arrow::FixedSizeListArray::FromArrays(leaf, 1).ValueOrDie();
  nested["map"] =
      arrow::MapArray::FromArrays(offsets, Json(arrow::utf8(), R"(["k", "k"])"), leaf).ValueOrDie();
  nested["struct"] = arrow::StructArray::Make({leaf, Json(arrow::utf8(), R"(["x", "y"])")},
                                              std::vector<std::string>{"leaf", "text"})
                         .ValueOrDie();
  nested["sparse union"] =
      arrow::SparseUnionArray::Make(*codes, {leaf}, {"leaf"}, {0}).ValueOrDie();
  nested["dense union"] =
      arrow::DenseUnionArray::Make(*codes, *places, {leaf}, {"leaf"}, {0}).ValueOrDie();
  nested["run-end encoded"] = arrow::RunEndEncodedArray::Make(2, run_ends, leaf).ValueOrDie();
  nested["extension"] = arrow::ExtensionType::WrapArray(
      arrow::extension::opaque(leaf->type(), "kind", "vendor"), leaf);
  if (leaf->type_id() != arrow::Type::DICTIONARY) {
    nested["dictionary"] = arrow::DictionaryArray::FromArrays(
                               arrow::dictionary(arrow::int32(), leaf->type()), places, leaf)
                               .ValueOrDie();
    nested["list of dictionaries"] =
        arrow::ListArray::FromArrays(*offsets, *nested["dictionary"]).ValueOrDie();
  }
  nested["list of structs of lists"] =
      arrow::ListArray::FromArrays(
          *offsets, *arrow::StructArray::Make({nested["list"]}, std::vector<std::string>{"leaf"})
                         .ValueOrDie())
          .ValueOrDie();
  return nested;
}

arrow::Status Check(const ArrayPointer& column) {
  return ipc::CheckValues(*arrow::RecordBatch::Make(
      arrow::schema({arrow::field("c", column->type())}), column->length(), {column}));
}

TEST(CheckValues, TakesTimesDatesAndDecimalsAsTheyAreAtEveryDepth) {
  for (const ArrayPointer& leaf :
       {Raw(arrow::int64(), "[86400000000000, 0]", arrow::time64(arrow::TimeUnit::NANO)),
        Raw(arrow::int32(), "[86400, 0]", arrow::time32(arrow::TimeUnit::SECOND)),
        Raw(arrow::int64(), "[1, 0]", arrow::date64()),
        Raw(arrow::int64(), "[1000, 0]", arrow::decimal64(3, 0)),
        Raw(arrow::decimal128(4, 0), R"(["1000", "0"])", arrow::decimal128(3, 0))}) {
    for (const auto& [nesting, column] : Nested(leaf)) {
      const arrow::Status status = Check(column);
      EXPECT_TRUE(status.ok()) << leaf->type()->ToString() << " in " << nesting << ": " << status;
    }
  }
}

TEST(CheckValues, RefusesAtEveryDepthWhatNobodyMayReadUnasked) {
  const auto not_utf8 = Raw(arrow::binary(), "[\"\xc3\xa4\", \"\"]", arrow::utf8());
  const_cast<uint8_t*>(not_utf8->data()->buffers[2]->data())[0] = 0xff;
  const auto backwards = Json(arrow::utf8(), R"(["abc", ""])");
  reinterpret_cast<int32_t*>(const_cast<uint8_t*>(backwards->data()->buffers[1]->data()))[1] = 9;
  auto outside = Json(arrow::int8(), "[0, 1]")->data()->Copy();
  outside->type = arrow::dictionary(arrow::int8(), arrow::utf8());
  outside->dictionary = Json(arrow::utf8(), R"(["a"])")->data();
  for (const ArrayPointer& leaf : {not_utf8, backwards, arrow::MakeArray(outside)}) {
    for (const auto& [nesting, column] : Nested(leaf)) {
      const arrow::Status status = Check(column);
      EXPECT_TRUE(status.IsInvalid() || status.IsIndexError())
          << leaf->type()->ToString() << " in " << nesting << ": " << status;
      EXPECT_TRUE(status.message().starts_with("column c: ")) << status;
    }
  }
}

}  // namespace
}  // namespace quiver::testing
