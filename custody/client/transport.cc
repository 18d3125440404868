#include "custody/client/transport.h"

#include <openssl/ssl.h>

#include <boost/asio/connect.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/ssl/context.hpp>
#include <boost/asio/ssl/error.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/string_body.hpp>
#include <chrono>
#include <functional>
#include <optional>

#include "custody/client/client_tls.h"
#include "custody/client/url.h"

namespace pyx::client {
namespace {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using SteadyClock = std::chrono::steady_clock;
using Parser = http::response_parser<http::string_body>;

// The largest answer is an entry bundle: 256 leaves of 16 KiB.
constexpr std::size_t kMostAnswerBytes = std::size_t{32} * 1024 * 1024;
constexpr std::size_t kMostHeaderBytes = std::size_t{16} * 1024;
// After so long the server may have closed a kept connection: what must not be sent twice goes over
// a new one.
constexpr std::chrono::seconds kStaleAfter{1};

struct SessionFree {
  void operator()(SSL_SESSION* session) const { SSL_SESSION_free(session); }
};

// One TCP connection with TLS on it, and the buffer of what was read too far.
struct Link {
  Link(boost::asio::io_context& io, boost::asio::ssl::context& tls) : stream(io, tls) {}
  boost::asio::ssl::stream<tcp::socket> stream;
  boost::beast::flat_buffer buffer;
  SteadyClock::time_point last_used{};
};

Error lost(const std::string& what, const ErrorCode& ec) {
  if (ec.category() == boost::asio::error::get_ssl_category()) {
    return error(Code::kRefused, what + ": TLS: " + ec.message());
  }
  return error(Code::kRetry, what + ": " + ec.message());
}

// Blocking calls out of asynchronous ones: the only way that time limits hold for each.
class HttpsTransport final : public Transport {
 public:
  HttpsTransport(Url url, std::string server_name, Duration timeout, SslCtx tls)
      : url_(std::move(url)),
        server_name_(std::move(server_name)),
        timeout_(timeout),
        tls_(tls.release()) {}
  ~HttpsTransport() override { close(); }

  std::vector<Result<Reply>> exchange_all(std::span<const Exchange> asked) override;

 private:
  using Done = std::function<void(const ErrorCode&)>;

  ErrorCode run(const std::function<void(Done)>& start);
  Result<void> connect();
  std::string wire(std::span<const Exchange> asked) const;
  std::optional<Error> converse(std::span<const Exchange> asked, std::vector<Result<Reply>>& into);
  void read_next(std::size_t wanted, std::vector<Result<Reply>>& into, const Done& done);
  void cut_and_drain();
  void keep_session();
  void close();

  const Url url_;
  const std::string server_name_;
  const Duration timeout_;
  boost::asio::io_context io_{1};
  boost::asio::ssl::context tls_;
  std::unique_ptr<Link> link_;
  std::unique_ptr<SSL_SESSION, SessionFree> session_;
  std::optional<Parser> parser_;
  SteadyClock::time_point deadline_{};
};

// Runs one operation to its end or to the deadline, at which the connection is cut.
ErrorCode HttpsTransport::run(const std::function<void(Done)>& start) {
  ErrorCode outcome = boost::asio::error::would_block;
  start([&outcome](const ErrorCode& ec) { outcome = ec; });
  io_.restart();
  while (outcome == boost::asio::error::would_block && io_.run_one_until(deadline_) > 0) {
  }
  if (outcome != boost::asio::error::would_block) return outcome;
  cut_and_drain();
  return boost::asio::error::timed_out;
}

// Ends whatever is under way on the connection, so that nothing of it outlives the caller.
void HttpsTransport::cut_and_drain() {
  if (link_) {
    ErrorCode ignored;
    link_->stream.next_layer().close(ignored);
  }
  io_.restart();
  io_.run();
}

Result<void> HttpsTransport::connect() {
  link_ = std::make_unique<Link>(io_, tls_);
  tcp::resolver resolver(io_);
  tcp::resolver::results_type found;
  ErrorCode ec = run([&](Done done) {
    resolver.async_resolve(url_.host, url_.port, tcp::resolver::numeric_service,
                           [&found, done = std::move(done)](const ErrorCode& resolved,
                                                            tcp::resolver::results_type results) {
                             found = std::move(results);
                             done(resolved);
                           });
  });
  if (ec) return lost("cannot find " + url_.host, ec);
  ec = run([&](Done done) {
    boost::asio::async_connect(link_->stream.next_layer(), found,
                               [done = std::move(done)](const ErrorCode& connected,
                                                        const tcp::endpoint&) { done(connected); });
  });
  if (ec) return lost("cannot reach " + url_.authority(), ec);
  ErrorCode ignored;
  link_->stream.next_layer().set_option(tcp::no_delay(true), ignored);
  SSL* const ssl = link_->stream.native_handle();
  PYX_TRY(expect_server(ssl, server_name_));
  if (session_) SSL_set_session(ssl, session_.get());
  ec = run([&](Done done) {
    link_->stream.async_handshake(boost::asio::ssl::stream_base::client, std::move(done));
  });
  if (ec) return lost("no TLS with " + url_.authority(), ec);
  return {};
}

std::string HttpsTransport::wire(std::span<const Exchange> asked) const {
  std::string bytes;
  for (const Exchange& one : asked) {
    bytes.append(one.method).append(" ").append(one.path).append(" HTTP/1.1\r\nHost: ");
    bytes.append(url_.authority()).append("\r\n");
    for (const auto& [name, value] : one.fields) {
      bytes.append(name).append(": ").append(value).append("\r\n");
    }
    if (!one.body.empty()) bytes.append("Content-Type: application/json\r\n");
    if (one.method == "POST") {
      bytes.append("Content-Length: ").append(std::to_string(one.body.size())).append("\r\n");
    }
    bytes.append("\r\n").append(one.body);
  }
  return bytes;
}

void HttpsTransport::read_next(std::size_t wanted, std::vector<Result<Reply>>& into,
                               const Done& done) {
  if (into.size() == wanted) return done({});
  parser_.emplace();
  parser_->body_limit(kMostAnswerBytes);
  parser_->header_limit(kMostHeaderBytes);
  http::async_read(
      link_->stream, link_->buffer, *parser_,
      [this, wanted, &into, done](const ErrorCode& ec, std::size_t) {
        if (ec) return done(ec);
        const bool more = parser_->keep_alive();
        auto& answer = parser_->get();
        const auto type = answer[http::field::content_type];
        into.push_back(Reply{answer.result_int(), std::string(type.data(), type.size()),
                             std::move(answer.body())});
        if (!more) return done(boost::asio::error::eof);
        read_next(wanted, into, done);
      });
}

// Writes and reads at the same time: a server may want to be rid of answers before it reads on.
std::optional<Error> HttpsTransport::converse(std::span<const Exchange> asked,
                                              std::vector<Result<Reply>>& into) {
  const std::string bytes = wire(asked);
  const std::size_t wanted = into.size() + asked.size();
  bool written = false;
  const ErrorCode ec = run([&](const Done& done) {
    // A failure to write is left to the reader, who may still find an answer that tells why.
    boost::asio::async_write(
        link_->stream, boost::asio::buffer(bytes),
        [&written](const ErrorCode& failed, std::size_t) { written = !failed; });
    read_next(wanted, into, done);
  });
  keep_session();
  link_->last_used = SteadyClock::now();
  if (ec || !written) close();
  if (into.size() == wanted) return std::nullopt;
  return lost("no answer from " + url_.authority(), ec);
}

std::vector<Result<Reply>> HttpsTransport::exchange_all(std::span<const Exchange> asked) {
  deadline_ = SteadyClock::now() + timeout_;
  std::vector<Result<Reply>> replies;
  replies.reserve(asked.size());
  bool repeatable = true;
  for (const Exchange& one : asked) repeatable &= one.repeat == Repeat::kMayBeRepeated;
  if (link_ && !repeatable && SteadyClock::now() - link_->last_used > kStaleAfter) close();
  std::optional<Error> failure;
  // The second round is for a kept connection that turns out to be closed.
  for (bool again = true; again;) {
    again = link_ != nullptr && repeatable;
    failure.reset();
    if (!link_) {
      if (const auto connected = connect(); !connected) {
        close();
        failure = connected.error();
        break;
      }
    }
    failure = converse(asked.subspan(replies.size()), replies);
    again = again && failure && failure->code == Code::kRetry && SteadyClock::now() < deadline_;
  }
  while (replies.size() < asked.size()) {
    replies.emplace_back(failure.value_or(error(Code::kBug, "fewer answers than requests")));
  }
  return replies;
}

void HttpsTransport::keep_session() {
  std::unique_ptr<SSL_SESSION, SessionFree> now(SSL_get1_session(link_->stream.native_handle()));
  if (now && SSL_SESSION_is_resumable(now.get()) == 1) session_ = std::move(now);
}

// Without waiting for the server's good-bye: what was asked is answered or lost already. Saying
// that it was said keeps OpenSSL from marking the session as not resumable.
void HttpsTransport::close() {
  if (!link_) return;
  SSL_set_shutdown(link_->stream.native_handle(), SSL_SENT_SHUTDOWN | SSL_RECEIVED_SHUTDOWN);
  cut_and_drain();
  link_.reset();
}

}  // namespace

Result<std::unique_ptr<Transport>> open_transport(const TransportOptions& options) {
  PYX_ASSIGN(Url url, parse_url(options.url));
  PYX_ASSIGN(SslCtx tls, make_client_tls(options));
  std::string name = options.server_name.empty() ? url.host : options.server_name;
  return std::unique_ptr<Transport>(std::make_unique<HttpsTransport>(
      std::move(url), std::move(name), options.timeout, std::move(tls)));
}

}  // namespace pyx::client
