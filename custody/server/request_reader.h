// One HTTP/1.1 request out of the bytes of a connection, read more strictly than the RFC asks:
// whatever two readers could understand in two ways is refused, so that nothing can be smuggled
// past one of them. Only request_reader.cc knows Beast's parser.
// Source: RFC 9112 (HTTP/1.1), RFC 9110 (HTTP semantics).
#pragma once

#include <cstddef>
#include <memory>
#include <string_view>

#include "custody/server/http.h"

namespace pyx::server {

// Threads: one at a time.
class RequestReader {
 public:
  // `most_body_bytes` is the largest Content-Length that is read on.
  explicit RequestReader(std::size_t most_body_bytes);
  RequestReader(RequestReader&&) noexcept;
  RequestReader& operator=(RequestReader&&) = delete;
  ~RequestReader();

  // What it is reading, or what came of it. A request without a body goes from kHead to kWhole.
  enum class State { kHead, kBody, kWhole, kRefused };
  State state() const;
  // Takes bytes off the front of `bytes`: how many. 0 with the state as it was: more are needed.
  // Precondition: kHead or kBody, and at least one byte.
  std::size_t put(std::string_view bytes);

  // In kRefused: 400, 411, 413, 431 or 505. What follows in the stream cannot be trusted.
  const Response& refusal() const;
  // In kBody or kWhole: the method, path, query and those fields that a handler reads. Whoever
  // admits the request adds what he knows of it.
  Request& request();
  std::size_t content_length() const;
  bool expects_continue() const;  // "Expect: 100-continue", and there is a body to wait for
  bool keep_alive() const;
  // In kWhole, once: the request with its body.
  Request take();

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace pyx::server
