#include "batch_builder.h"

#include <algorithm>
#include <utility>

namespace quiver::duckdb_extension {
namespace {

/// Goes through a collection once.
class CollectionScan {
 public:
  CollectionScan(duckdb_v2_column_data_collection_handle collection,
                 const std::vector<duckdb_v2_logical_type_handle>& types,
                 duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err)
      : collection_(collection), err_(err) {
    duckdb_v2_factory_handle factory;
    Call(err, duckdb_v2_context_get_factory, context, &factory);
    Call(err, duckdb_v2_data_chunk_create, factory, types.data(), types.size(), chunk_.out());
    Call(err, duckdb_v2_column_data_collection_shared_scan_state_create, collection, shared_.out());
    Call(err, duckdb_v2_column_data_collection_worker_scan_state_create, collection, worker_.out());
  }

  /// 0 at the end.
  idx_t Next() {
    bool any = false;
    Call(err_, duckdb_v2_column_data_collection_scan, collection_, shared_.get(), worker_.get(),
         chunk_.get(), &any);
    idx_t rows = 0;
    if (any) Call(err_, duckdb_v2_data_chunk_get_size, chunk_.get(), &rows);
    return rows;
  }
  duckdb_v2_data_chunk_handle chunk() const { return chunk_.get(); }

 private:
  const duckdb_v2_column_data_collection_handle collection_;
  duckdb_v2_error_info_handle* const err_;
  Owned<duckdb_v2_data_chunk_handle> chunk_{duckdb_v2_data_chunk_destroy};
  Owned<duckdb_v2_column_data_collection_shared_scan_state_handle> shared_{
      duckdb_v2_column_data_collection_shared_scan_state_destroy};
  Owned<duckdb_v2_column_data_collection_worker_scan_state_handle> worker_{
      duckdb_v2_column_data_collection_worker_scan_state_destroy};
};

}  // namespace

TableType::~TableType() {
  for (duckdb_v2_logical_type_handle& type : types_) duckdb_v2_logical_type_destroy(&type);
}

void TableType::Add(const std::string& name, duckdb_v2_logical_type_handle type,
                    duckdb_v2_context_handle context, duckdb_v2_error_info_handle* err) {
  types_.push_back(type);
  columns_.push_back(ColumnTypeOf(name, type, context, err));
}

std::shared_ptr<arrow::Schema> TableType::ArrowSchema() const {
  arrow::FieldVector fields;
  for (const ColumnType& column : columns_) fields.push_back(column.field);
  return arrow::schema(std::move(fields));
}

BatchBuilder::BatchBuilder(const std::vector<ColumnType>& columns,
                           const std::shared_ptr<arrow::Schema>& schema, idx_t rows,
                           duckdb_v2_context_handle context)
    : schema_(schema) {
  for (const ColumnType& column : columns) {
    columns_.push_back(MakeColumnBuilder(column, rows, context));
  }
}

void BatchBuilder::Append(duckdb_v2_data_chunk_handle chunk, const Rows& rows,
                          duckdb_v2_error_info_handle* err) {
  for (size_t i = 0; i < columns_.size(); ++i) {
    duckdb_v2_vector_handle vector;
    Call(err, duckdb_v2_data_chunk_get_vector, chunk, i, &vector);
    columns_[i]->Append(vector, rows, err);
  }
  rows_ += static_cast<int64_t>(rows.count);
}

std::shared_ptr<arrow::RecordBatch> BatchBuilder::Finish() {
  arrow::ArrayDataVector arrays;
  for (const auto& column : columns_) arrays.push_back(column->Finish());
  return arrow::RecordBatch::Make(schema_, std::exchange(rows_, 0), std::move(arrays));
}

void ForEachBatch(duckdb_v2_column_data_collection_handle collection,
                  const std::vector<duckdb_v2_logical_type_handle>& types,
                  const std::vector<ColumnType>& columns,
                  const std::shared_ptr<arrow::Schema>& schema, duckdb_v2_context_handle context,
                  duckdb_v2_error_info_handle* err,
                  const std::function<void(std::shared_ptr<arrow::RecordBatch>)>& take) {
  idx_t all = 0;
  Call(err, duckdb_v2_column_data_collection_row_count, collection, &all);
  // Only values of megabytes make it more than one: then everything is made again in smaller
  // batches, because what does not fit is known only in the middle of a chunk.
  for (idx_t most_rows = std::max<idx_t>(all, 1);; most_rows = (most_rows + 1) / 2) {
    try {
      std::vector<std::shared_ptr<arrow::RecordBatch>> batches;
      CollectionScan scan(collection, types, context, err);
      BatchBuilder builder(columns, schema, std::min(all, most_rows), context);
      while (const idx_t rows = scan.Next()) {
        for (idx_t begin = 0; begin < rows;) {
          const idx_t room = most_rows - static_cast<idx_t>(builder.rows());
          const idx_t count = std::min(rows - begin, room);
          builder.Append(scan.chunk(), Rows{.begin = begin, .count = count}, err);
          begin += count;
          if (static_cast<idx_t>(builder.rows()) == most_rows) batches.push_back(builder.Finish());
        }
      }
      if (builder.rows() > 0) batches.push_back(builder.Finish());
      for (auto& batch : batches) take(std::move(batch));
      return;
    } catch (const BatchTooLong& too_long) {
      if (most_rows > 1) continue;
      throw Error("column " + too_long.column +
                  ": a single value has more than the 2 GiB that an Arrow array can count; leave "
                  "the row out");
    }
  }
}

}  // namespace quiver::duckdb_extension
