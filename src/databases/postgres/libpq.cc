#include "databases/postgres/libpq.h"

#include <dlfcn.h>

namespace quiver::postgres {
namespace {

template <typename Function>
bool Find(void* library, const char* name, Function* function) {
  *function = reinterpret_cast<Function>(dlsym(library, name));
  return *function != nullptr;
}

arrow::Result<Libpq> LoadNow() {
  void* library = dlopen("libpq.so.5", RTLD_NOW | RTLD_LOCAL);
  Libpq pq = {};
  bool found = library != nullptr;
#define QUIVER_FIND(name) found = found && Find(library, #name, &pq.name);
  QUIVER_LIBPQ_FUNCTIONS(QUIVER_FIND)
#undef QUIVER_FIND
  if (!found) {
    return arrow::Status::IOError("PostgreSQL needs libpq; install it (Debian: libpq5)");
  }
  return pq;
}

}  // namespace

arrow::Result<const Libpq*> Libpq::Load() {
  static const arrow::Result<Libpq> loaded = LoadNow();
  ARROW_RETURN_NOT_OK(loaded.status());
  return &*loaded;
}

}  // namespace quiver::postgres
