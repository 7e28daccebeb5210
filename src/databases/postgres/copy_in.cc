#include "databases/postgres/copy_in.h"

#include <limits>
#include <string_view>
#include <utility>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "databases/postgres/copy_context.h"
#include "databases/postgres/server_error.h"
#include "quiver/value_text.h"

namespace quiver::postgres {
namespace {

// libpq copies what it gets once more, so a piece should stay in the processor's cache.
constexpr size_t kPieceBytes = size_t{64} << 10;
constexpr size_t kMostMessageBytes = size_t{1} << 20;

constexpr std::string_view kSignature("PGCOPY\n\377\r\n\0", 11);

// A value in an error message: enough to find it.
constexpr size_t kMostValueBytes = 100;

std::string Shown(const arrow::Array& array, int64_t row) {
  std::string text = ValueText(array, row);
  if (text.size() <= kMostValueBytes) return text;
  size_t end = kMostValueBytes;
  // Not in the middle of a character.
  while (end > 0 && (static_cast<uint8_t>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "…";
}

}  // namespace

arrow::Result<std::unique_ptr<CopyIn>> CopyIn::Start(Connection& connection,
                                                     const CopyTarget& target) {
  std::unique_ptr<CopyIn> copy(new CopyIn(connection, target));
  if (target.wire.size() > std::numeric_limits<int16_t>::max()) {
    return arrow::Status::Invalid("table ", target.table.ToString(), " has too many columns");
  }
  std::vector<std::string> columns;
  for (size_t i = 0; i < target.wire.size(); ++i) {
    const arrow::Field& field = *target.schema->field(static_cast<int>(i));
    ARROW_ASSIGN_OR_RAISE(copy->writers_.emplace_back(),
                          MakeValueWriter(*field.type(), target.wire[i]));
    ARROW_ASSIGN_OR_RAISE(columns.emplace_back(), connection.QuoteIdentifier(field.name()));
  }
  ARROW_RETURN_NOT_OK(connection.StartCopy(
      columns.empty() ? fmt::format("COPY {} FROM STDIN (FORMAT binary)", target.relation)
                      : fmt::format("COPY {} ({}) FROM STDIN (FORMAT binary)", target.relation,
                                    fmt::join(columns, ", "))));
  copy->buffer_.PutBytes(kSignature);
  copy->buffer_.PutInt32(0);  // flags
  copy->buffer_.PutInt32(0);  // length of an extension of this header
  return copy;
}

void CopyIn::BeginPartition(int64_t partition) { parts_.push_back({partition, lines_ + 1}); }

arrow::Status CopyIn::Write(const arrow::RecordBatch& batch) {
  for (int i = 0; i < batch.num_columns(); ++i) {
    ARROW_RETURN_NOT_OK(writers_[i]->Bind(batch.column(i)));
  }
  for (int64_t row = 0; row < batch.num_rows(); ++row) {
    const arrow::Status written = WriteRow(row);
    if (!written.ok()) return BadValue(batch, row, column_, written);
    if (buffer_.size() >= kPieceBytes) ARROW_RETURN_NOT_OK(Send());
  }
  return arrow::Status::OK();
}

arrow::Status CopyIn::WriteRow(int64_t row) {
  buffer_.PutInt16(static_cast<int16_t>(writers_.size()));
  column_ = 0;
  for (const auto& writer : writers_) {
    ARROW_RETURN_NOT_OK(writer->Write(row, &buffer_));
    ++column_;
  }
  ++lines_;
  return arrow::Status::OK();
}

arrow::Status CopyIn::BadValue(const arrow::RecordBatch& batch, int64_t row, int column,
                               const arrow::Status& reason) const {
  return arrow::Status::Invalid(fmt::format("table {}, column \"{}\", {}: the value {} {}",
                                            target_.table.ToString(), batch.column_name(column),
                                            RowOfLine(lines_ + 1),
                                            Shown(*batch.column(column), row), reason.message()));
}

std::string CopyIn::RowOfLine(int64_t line) const {
  Part part{-1, 1};
  for (const Part& candidate : parts_) {
    if (candidate.first_line <= line) part = candidate;
  }
  std::string text = fmt::format("row {}", line - part.first_line);
  if (part.partition >= 0) text += fmt::format(" of partition {}", part.partition);
  return text;
}

arrow::Status CopyIn::Send() {
  // Messages have nothing to do with rows, and one row may be larger than a message can be.
  std::string_view rest(buffer_.data(), buffer_.size());
  while (!rest.empty()) {
    const std::string_view message = rest.substr(0, kMostMessageBytes);
    const int sent = connection_.pq().PQputCopyData(connection_.handle(), message.data(),
                                                    static_cast<int>(message.size()));
    if (sent < 0) return ServerSaid();
    if (sent > 0) rest.remove_prefix(message.size());
    // Or libpq would keep whatever the server has not taken yet.
    ARROW_RETURN_NOT_OK(Flush());
  }
  buffer_.Clear();
  return arrow::Status::OK();
}

arrow::Status CopyIn::Flush() {
  const Libpq& pq = connection_.pq();
  ARROW_RETURN_NOT_OK(connection_.stop().Poll());
  while (true) {
    const int unsent = pq.PQflush(connection_.handle());
    if (unsent < 0) return ServerSaid();
    if (unsent == 0) return arrow::Status::OK();
    ARROW_RETURN_NOT_OK(connection_.Wait(/*to_write=*/true));
    if (pq.PQconsumeInput(connection_.handle()) == 0) return ServerSaid();
  }
}

arrow::Status CopyIn::Finish() {
  constexpr int16_t kEndOfRows = -1;
  buffer_.PutInt16(kEndOfRows);
  ARROW_RETURN_NOT_OK(Send());
  const Libpq& pq = connection_.pq();
  while (true) {
    const int ended = pq.PQputCopyEnd(connection_.handle(), nullptr);
    if (ended < 0) return ServerSaid();
    if (ended > 0) break;
    ARROW_RETURN_NOT_OK(Flush());
  }
  return ServerSaid();
}

void CopyIn::Abort() {
  // The server answers with an error, which is what is wanted.
  (void)connection_.pq().PQputCopyEnd(connection_.handle(), "aborted");
  if (ServerSaid().IsCancelled()) (void)connection_.Cancel();
}

arrow::Status CopyIn::ServerSaid() {
  const Libpq& pq = connection_.pq();
  arrow::Status said;
  while (true) {
    while (pq.PQisBusy(connection_.handle()) != 0) {
      ARROW_RETURN_NOT_OK(connection_.Wait());
      if (pq.PQconsumeInput(connection_.handle()) == 0) break;
    }
    PGresult* result = pq.PQgetResult(connection_.handle());
    if (result == nullptr) return said;
    switch (pq.PQresultStatus(result)) {
      case PGRES_COMMAND_OK:
        break;
      case PGRES_COPY_IN:
        // It was libpq that failed; the server still waits for rows.
        said = connection_.LastError();
        (void)pq.PQputCopyEnd(connection_.handle(), "aborted");
        break;
      default:
        if (said.ok()) said = Told(result);
    }
    pq.PQclear(result);
  }
}

arrow::Status CopyIn::Told(const PGresult* result) const {
  const arrow::Status error = ServerError(connection_.pq(), result);
  const char* context = connection_.pq().PQresultErrorField(result, PG_DIAG_CONTEXT);
  const auto position = ParseCopyContext(context == nullptr ? "" : context, target_.relation_name);
  std::string where = "table " + target_.table.ToString();
  if (position && !position->column.empty()) where += ", column \"" + position->column + "\"";
  if (position) where += ", " + RowOfLine(position->line);
  return error.WithMessage(where, ": ", error.message());
}

}  // namespace quiver::postgres
