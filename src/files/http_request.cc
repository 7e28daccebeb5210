#include "files/http_request.h"

#include <algorithm>
#include <cctype>
#include <chrono>
#include <memory>
#include <thread>
#include <utility>

#include <fmt/format.h>

#include "files/libcurl.h"

namespace quiver {
namespace {

constexpr int kTries = 4;
constexpr long kSecondsToConnect = 10;
// A transfer that is slower than this for so long is given up.
constexpr long kSlowestBytesPerSecond = 1;
constexpr long kSecondsOfSlowness = 30;

// One thread's connections.
class Handle {
 public:
  explicit Handle(const Libcurl* curl) : curl_(curl), handle_(curl->easy_init()) {}
  ~Handle() {
    if (handle_ != nullptr) curl_->easy_cleanup(handle_);
  }
  Handle(const Handle&) = delete;
  Handle& operator=(const Handle&) = delete;
  CURL* get() const { return handle_; }

 private:
  const Libcurl* const curl_;
  CURL* const handle_;
};

// What libcurl's callbacks fill while one answer comes in.
struct Receiving {
  const Libcurl* curl;
  CURL* handle;
  const std::function<arrow::Status(std::string_view)>* take;
  HttpAnswer answer;
  bool took = false;
  arrow::Status error;
};

std::string_view Trimmed(std::string_view text) {
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.front()))) {
    text.remove_prefix(1);
  }
  while (!text.empty() && std::isspace(static_cast<unsigned char>(text.back()))) {
    text.remove_suffix(1);
  }
  return text;
}

size_t OnHeader(char* bytes, size_t size, size_t count, void* user) {
  auto& receiving = *static_cast<Receiving*>(user);
  const std::string_view line(bytes, size * count);
  if (line.starts_with("HTTP/")) receiving.answer.headers.clear();  // after a redirection
  if (const size_t colon = line.find(':'); colon != std::string_view::npos) {
    std::string name(line.substr(0, colon));
    std::ranges::transform(name, name.begin(), [](unsigned char c) { return std::tolower(c); });
    receiving.answer.headers[name] = Trimmed(line.substr(colon + 1));
  }
  return size * count;
}

size_t OnBody(char* bytes, size_t size, size_t count, void* user) {
  auto& receiving = *static_cast<Receiving*>(user);
  long status = 0;
  receiving.curl->easy_getinfo(receiving.handle, CURLINFO_RESPONSE_CODE, &status);
  if (status != 200 && status != 206) return size * count;  // a page for people
  receiving.took = true;
  receiving.error = (*receiving.take)(std::string_view(bytes, size * count));
  return receiving.error.ok() ? size * count : 0;
}

CURLcode Perform(const HttpRequest& request, Receiving* receiving) {
  const Libcurl& curl = *receiving->curl;
  CURL* handle = receiving->handle;
  curl.easy_reset(handle);
  curl.easy_setopt(handle, CURLOPT_URL, request.url.c_str());
  curl.easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 1L);
  curl.easy_setopt(handle, CURLOPT_MAXREDIRS, 10L);
  curl.easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
  curl.easy_setopt(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
  curl.easy_setopt(handle, CURLOPT_NETRC, static_cast<long>(CURL_NETRC_OPTIONAL));
  curl.easy_setopt(handle, CURLOPT_USERAGENT, "quiver/" QUIVER_VERSION);
  curl.easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
  curl.easy_setopt(handle, CURLOPT_CONNECTTIMEOUT, kSecondsToConnect);
  curl.easy_setopt(handle, CURLOPT_LOW_SPEED_LIMIT, kSlowestBytesPerSecond);
  curl.easy_setopt(handle, CURLOPT_LOW_SPEED_TIME, kSecondsOfSlowness);
  curl.easy_setopt(handle, CURLOPT_HEADERFUNCTION, &OnHeader);
  curl.easy_setopt(handle, CURLOPT_HEADERDATA, receiving);
  curl.easy_setopt(handle, CURLOPT_WRITEFUNCTION, &OnBody);
  curl.easy_setopt(handle, CURLOPT_WRITEDATA, receiving);
  std::string range;
  if (request.ranged) {
    range = request.first < 0 ? fmt::format("{}", request.first)
                              : fmt::format("{}-{}", request.first, request.last);
    curl.easy_setopt(handle, CURLOPT_RANGE, range.c_str());
  }
  curl_slist* headers = nullptr;
  if (!request.if_match.empty()) {
    headers = curl.slist_append(headers, ("If-Match: " + request.if_match).c_str());
    curl.easy_setopt(handle, CURLOPT_HTTPHEADER, headers);
  }
  const CURLcode code = curl.easy_perform(handle);
  char* url = nullptr;
  curl.easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &receiving->answer.status);
  curl.easy_getinfo(handle, CURLINFO_EFFECTIVE_URL, &url);
  receiving->answer.url = url == nullptr ? request.url : url;
  curl.slist_free_all(headers);
  return code;
}

bool MayPass(CURLcode code, long status) {
  switch (code) {
    case CURLE_OK:
      return status == 429 || status >= 500;
    case CURLE_COULDNT_CONNECT:
    case CURLE_OPERATION_TIMEDOUT:
    case CURLE_GOT_NOTHING:
    case CURLE_SEND_ERROR:
    case CURLE_RECV_ERROR:
    case CURLE_PARTIAL_FILE:
      return true;
    default:
      return false;
  }
}

arrow::Status Explained(const Libcurl& curl, const std::string& url, CURLcode code, long status) {
  if (code != CURLE_OK) {
    return arrow::Status::IOError("can't read ", url, ": ", curl.easy_strerror(code));
  }
  const char* reason = status == 401 || status == 403   ? "access is refused"
                       : status == 404 || status == 410 ? "there is no such file"
                       : status == 412 ? "it was changed while it was read; start again"
                       : status == 416 ? "it is shorter than it was; start again"
                       : status >= 500 ? "the server failed; try again later"
                                       : "the server does not give it";
  return arrow::Status::IOError("can't read ", url, ": ", reason, " (HTTP ", status, ")");
}

}  // namespace

arrow::Result<HttpAnswer> Send(const HttpRequest& request,
                               const std::function<arrow::Status(std::string_view)>& take) {
  ARROW_ASSIGN_OR_RAISE(const Libcurl* curl, Libcurl::Load());
  static thread_local Handle handle(curl);
  if (handle.get() == nullptr) return arrow::Status::OutOfMemory("no memory for a connection");
  for (int attempt = 1;; ++attempt) {
    Receiving receiving{curl, handle.get(), &take};
    const CURLcode code = Perform(request, &receiving);
    ARROW_RETURN_NOT_OK(receiving.error);
    const long status = receiving.answer.status;
    if (code == CURLE_OK && (status == 200 || status == 206)) return std::move(receiving.answer);
    if (attempt == kTries || receiving.took || !MayPass(code, status)) {
      return Explained(*curl, request.url, code, status);
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(100) * (1 << attempt));
  }
}

}  // namespace quiver
