#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <string_view>

#include <arrow/result.h>

namespace quiver {

/// A GET over HTTP or HTTPS.
struct HttpRequest {
  std::string url;
  /// The bytes from `first` to `last`, both included; the last `-first` bytes where `first` is
  /// negative; everything where `ranged` is false.
  bool ranged = false;
  int64_t first = 0;
  int64_t last = 0;
  /// The version that the answer must be of, as an earlier answer's entity tag; empty: any.
  std::string if_match;
};

struct HttpAnswer {
  long status = 0;
  /// Of the answer itself, names in lower case.
  std::map<std::string, std::string> headers;
  /// Where redirections led to.
  std::string url;
};

/// Sends the request and gives the body's bytes to `take` as they come; an error of `take` ends it
/// and comes back. `take` is called only for answers 200 and 206. A failure that may pass (a lost
/// connection, a timeout, 429, 5xx) is tried again, up to three times and later each time, as long
/// as no byte of the body was taken.
///
/// Done by libcurl, which is loaded when the first request is sent: who reads no URL does not need
/// it. It obeys http_proxy, https_proxy, no_proxy and ~/.netrc, and keeps connections open, one set
/// for each thread. From any thread. Errors: IOError with the URL and what to do.
arrow::Result<HttpAnswer> Send(const HttpRequest& request,
                               const std::function<arrow::Status(std::string_view)>& take);

}  // namespace quiver
