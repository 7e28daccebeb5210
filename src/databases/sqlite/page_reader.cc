#include "databases/sqlite/page_reader.h"

#include <cstring>

#include "databases/sqlite/byte_order.h"

namespace quiver::sqlite {

arrow::Result<DatabaseHeader> DatabaseHeader::Parse(const uint8_t* bytes) {
  if (std::memcmp(bytes, "SQLite format 3", 16) != 0) {
    return arrow::Status::IOError("not a SQLite database, or an encrypted one");
  }
  DatabaseHeader header;
  const uint32_t stored_size = LoadBig16(bytes + 16);
  header.page_size = stored_size == 1 ? 65536 : stored_size;  // 65536 does not fit 16 bits
  if (header.page_size < 512 || (header.page_size & (header.page_size - 1)) != 0) {
    return arrow::Status::IOError("the database header has a page size of ", header.page_size);
  }
  header.usable_size = header.page_size - bytes[20];
  if (header.usable_size < 480) {  // the least that SQLite allows
    return arrow::Status::IOError("the database header reserves ", int{bytes[20]},
                                  " bytes of pages of ", header.page_size);
  }
  header.change_counter = LoadBig32(bytes + 24);
  header.page_count = LoadBig32(bytes + 28);
  header.schema_cookie = LoadBig32(bytes + 40);
  header.version_valid_for = LoadBig32(bytes + 92);
  const uint32_t encoding = LoadBig32(bytes + 56);
  if (encoding > 3) {
    return arrow::Status::IOError("the database header has a text encoding of ", encoding);
  }
  header.encoding = encoding == 0 ? TextEncoding::kUtf8 : static_cast<TextEncoding>(encoding);
  return header;
}

arrow::Status DamagedPage(uint32_t page, std::string_view what) {
  return arrow::Status::IOError("page ", page, ": ", what,
                                ": the database is damaged (PRAGMA integrity_check tells more)");
}

}  // namespace quiver::sqlite
