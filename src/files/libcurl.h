#pragma once

#include <arrow/result.h>
#include <curl/curl.h>

namespace quiver {

/// What we call of libcurl, found at run time.
struct Libcurl {
  decltype(&curl_easy_init) easy_init;
  decltype(&curl_easy_reset) easy_reset;
  decltype(&curl_easy_cleanup) easy_cleanup;
  decltype(&curl_easy_setopt) easy_setopt;
  decltype(&curl_easy_perform) easy_perform;
  decltype(&curl_easy_getinfo) easy_getinfo;
  decltype(&curl_easy_strerror) easy_strerror;
  decltype(&curl_slist_append) slist_append;
  decltype(&curl_slist_free_all) slist_free_all;

  /// Loads the library once for the process. Errors: IOError where the system has none.
  static arrow::Result<const Libcurl*> Load();
};

}  // namespace quiver
