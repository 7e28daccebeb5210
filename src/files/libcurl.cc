#include "files/libcurl.h"

#include <dlfcn.h>

namespace quiver {
namespace {

template <typename Function>
bool Find(void* library, const char* name, Function* function) {
  *function = reinterpret_cast<Function>(dlsym(library, name));
  return *function != nullptr;
}

arrow::Result<Libcurl> LoadNow() {
  void* library = nullptr;
  for (const char* name : {"libcurl.so.4", "libcurl-gnutls.so.4"}) {
    if (library == nullptr) library = dlopen(name, RTLD_NOW | RTLD_LOCAL);
  }
  decltype(&curl_global_init) global_init = nullptr;
  Libcurl curl = {};
  if (library == nullptr || !Find(library, "curl_global_init", &global_init) ||
      !Find(library, "curl_easy_init", &curl.easy_init) ||
      !Find(library, "curl_easy_reset", &curl.easy_reset) ||
      !Find(library, "curl_easy_cleanup", &curl.easy_cleanup) ||
      !Find(library, "curl_easy_setopt", &curl.easy_setopt) ||
      !Find(library, "curl_easy_perform", &curl.easy_perform) ||
      !Find(library, "curl_easy_getinfo", &curl.easy_getinfo) ||
      !Find(library, "curl_easy_strerror", &curl.easy_strerror) ||
      !Find(library, "curl_slist_append", &curl.slist_append) ||
      !Find(library, "curl_slist_free_all", &curl.slist_free_all)) {
    return arrow::Status::IOError("reading a URL needs libcurl; install it (Debian: libcurl4)");
  }
  if (global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
    return arrow::Status::IOError("libcurl could not be started");
  }
  return curl;
}

}  // namespace

arrow::Result<const Libcurl*> Libcurl::Load() {
  static const arrow::Result<Libcurl> loaded = LoadNow();
  ARROW_RETURN_NOT_OK(loaded.status());
  return &*loaded;
}

}  // namespace quiver
