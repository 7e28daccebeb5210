#include "exported_builder.h"

#include <utility>

#include <arrow/array/concatenate.h>
#include <arrow/array/util.h>
#include <arrow/c/bridge.h>
#include <arrow/record_batch.h>

#include "arrow_result.h"

namespace quiver::duckdb_extension {
namespace {

class ExportedBuilder final : public ColumnBuilder {
 public:
  ExportedBuilder(const ColumnType& type, duckdb_v2_context_handle context)
      : type_(type), context_(context) {}

  void Append(duckdb_v2_vector_handle vector, const Rows& rows,
              duckdb_v2_error_info_handle* err) override {
    duckdb_v2_factory_handle factory;
    Call(err, duckdb_v2_context_get_factory, context_, &factory);
    Owned<duckdb_v2_logical_type_handle> type(duckdb_v2_logical_type_destroy);
    Call(err, duckdb_v2_vector_get_logical_type, vector, type.out());
    const duckdb_v2_logical_type_handle types[] = {type.get()};
    Owned<duckdb_v2_data_chunk_handle> chunk(duckdb_v2_data_chunk_destroy);
    Call(err, duckdb_v2_data_chunk_create, factory, types, 1, chunk.out());
    duckdb_v2_vector_handle column;
    Call(err, duckdb_v2_data_chunk_get_vector, chunk.get(), 0, &column);
    Call(err, duckdb_v2_vector_reference, column, vector);

    Owned<duckdb_v2_arrow_exporter_handle> exporter(duckdb_v2_arrow_exporter_destroy);
    const duckdb_v2_str name = Text("");
    Call(err, duckdb_v2_arrow_exporter_create, context_, types, &name, 1, 0, exporter.out());
    duckdb_v2_data_chunk_handle exported = chunk.get();
    Call(err, duckdb_v2_arrow_exporter_append, exporter.get(), &exported, /*consume=*/false,
         /*flush=*/true);
    const auto schema = arrow::schema({type_.field});
    while (true) {
      ArrowArray array = {};
      Call(err, duckdb_v2_arrow_exporter_next_array, exporter.get(), &array);
      if (array.release == nullptr) break;
      const auto batch = ValueOf(arrow::ImportRecordBatch(&array, schema));
      Pick(*batch->column(0), rows);
    }
  }

  std::shared_ptr<arrow::ArrayData> Finish() override {
    if (parts_.empty()) return ValueOf(arrow::MakeEmptyArray(type_.field->type()))->data();
    return ValueOf(arrow::Concatenate(std::exchange(parts_, {})))->data();
  }

 private:
  // Rows that follow each other in the vector go together.
  void Pick(const arrow::Array& exported, const Rows& rows) {
    for (idx_t begin = 0; begin < rows.count;) {
      idx_t end = begin + 1;
      while (end < rows.count && rows[end] == rows[begin] + (end - begin)) ++end;
      parts_.push_back(
          exported.Slice(static_cast<int64_t>(rows[begin]), static_cast<int64_t>(end - begin)));
      begin = end;
    }
  }

  const ColumnType& type_;
  const duckdb_v2_context_handle context_;
  arrow::ArrayVector parts_;
};

}  // namespace

std::unique_ptr<ColumnBuilder> MakeExportedBuilder(const ColumnType& type,
                                                   duckdb_v2_context_handle context) {
  return std::make_unique<ExportedBuilder>(type, context);
}

}  // namespace quiver::duckdb_extension
