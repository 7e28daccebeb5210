#include <arrow/io/file.h>
#include <gtest/gtest.h>
#include <parquet/arrow/writer.h>

#include "contract/memory_stream.h"
#include "contract/source_contract.h"
#include "contract/stream_reading.h"
#include "formats/parquet/parquet_source.h"

namespace quiver::testing {
namespace {

SourceCase Case(const std::string& name, int64_t rows_per_group) {
  SourceCase c;
  c.name = name;
  c.create = [=](const TemporaryDirectory& directory) {
    auto stream = NumberedTable("numbers", SourceCase::kNumbers, SourceCase::kNumbers);
    auto file = *arrow::io::FileOutputStream::Open(directory.File("numbers.parquet"));
    ASSERT_TRUE(::parquet::arrow::WriteTable(**ReadAll(*stream), arrow::default_memory_pool(), file,
                                             rows_per_group)
                    .ok());
    ASSERT_TRUE(file->Close().ok());
  };
  c.open = [](const TemporaryDirectory& directory, const SourceOptions& options) {
    return OpenParquetSource(directory.File("numbers.parquet"), options);
  };
  return c;
}

}  // namespace

std::vector<SourceCase> ParquetSourceCases() {
  return {Case("ParquetRowGroups", 100'000), Case("ParquetPages", SourceCase::kNumbers)};
}

}  // namespace quiver::testing
