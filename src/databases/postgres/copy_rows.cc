#include "databases/postgres/copy_rows.h"

#include <chrono>
#include <string_view>
#include <thread>
#include <utility>

namespace quiver::postgres {
namespace {

// libpq's buffer for what comes from the server is 16 KiB, and grows only for a message that needs
// it. It keeps its size then; fewer and larger reads take a fifth off the time.
constexpr char kEnlargeInputBuffer[] = "SELECT pg_catalog.repeat('x', 1000000)";

// The server fills the socket while this thread sleeps, so that a wait is one for many rows.
constexpr auto kNap = std::chrono::microseconds(100);
// After so many naps the server is busy with something else.
constexpr int kNapsBeforeWaiting = 10;

}  // namespace

arrow::Result<std::unique_ptr<CopyRows>> CopyRows::Start(std::shared_ptr<Connection> connection,
                                                         const std::string& sql, size_t columns) {
  if (!connection->input_buffer_enlarged()) {
    ARROW_RETURN_NOT_OK(connection->Query(kEnlargeInputBuffer));
    connection->set_input_buffer_enlarged();
  }
  ARROW_RETURN_NOT_OK(connection->StartCopy(sql));
  return std::unique_ptr<CopyRows>(new CopyRows(std::move(connection), columns));
}

CopyRows::~CopyRows() {
  connection_->pq().PQfreemem(message_);
  if (!finished_) connection_->RequestCancel();
}

arrow::Status CopyRows::Next(std::optional<Wire>* row) {
  row->reset();
  if (finished_) return arrow::Status::OK();
  ARROW_ASSIGN_OR_RAISE(const bool more, NextMessage());
  if (!more) return Malformed("COPY with an end");
  if (!header_read_) ARROW_RETURN_NOT_OK(SkipHeader());
  if (rest_.size() < sizeof(int16_t)) return Malformed("row of a COPY");
  const auto fields = LoadBigEndian<int16_t>(rest_.data());
  rest_ = rest_.subspan(sizeof(int16_t));
  if (fields == fields_) {
    if (columns_ > kMostColumns) {
      ARROW_RETURN_NOT_OK(UnpackRow(rest_, columns_, &unpacked_));
      rest_ = unpacked_;
    }
    *row = rest_;
    return arrow::Status::OK();
  }
  if (fields != -1) return Malformed("row of this COPY");
  ARROW_ASSIGN_OR_RAISE(const bool surplus, NextMessage());
  if (surplus) return Malformed("end of a COPY");
  return arrow::Status::OK();
}

arrow::Result<bool> CopyRows::NextMessage() {
  const Libpq& pq = connection_->pq();
  pq.PQfreemem(message_);
  message_ = nullptr;
  for (int naps = 0;;) {
    const int length = pq.PQgetCopyData(connection_->handle(), &message_, /*async=*/1);
    if (length > 0) {
      rest_ = Wire(reinterpret_cast<const uint8_t*>(message_), length);
      return true;
    }
    if (length == -2) return connection_->LastError();
    if (length == -1) {
      finished_ = true;
      ARROW_RETURN_NOT_OK(connection_->FinishCopy());
      return false;
    }
    ARROW_RETURN_NOT_OK(WaitForMore(&naps));
  }
}

arrow::Status CopyRows::WaitForMore(int* naps) {
  if (++*naps <= kNapsBeforeWaiting) {
    std::this_thread::sleep_for(kNap);
  } else {
    ARROW_RETURN_NOT_OK(connection_->Wait());
  }
  if (connection_->pq().PQconsumeInput(connection_->handle()) == 0) {
    return connection_->LastError();
  }
  return arrow::Status::OK();
}

arrow::Status CopyRows::SkipHeader() {
  constexpr std::string_view kSignature("PGCOPY\n\377\r\n\0", 11);
  constexpr size_t kFlags = 4;
  if (!AsText(rest_).starts_with(kSignature)) return Malformed("binary COPY");
  rest_ = rest_.subspan(kSignature.size());
  if (rest_.size() < kFlags) return Malformed("binary COPY");
  WireCursor cursor(rest_.subspan(kFlags), "binary COPY");
  std::optional<Wire> extension;
  ARROW_RETURN_NOT_OK(cursor.TakeValue(&extension));
  rest_ = cursor.rest();
  header_read_ = true;
  return arrow::Status::OK();
}

}  // namespace quiver::postgres
