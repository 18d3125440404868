#include "custody/server/connection.h"

#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/parser.hpp>
#include <boost/beast/http/string_body.hpp>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "custody/server/peer_identity.h"
#include "custody/server/problem.h"
#include "custody/server/sign_handler.h"

namespace pyx::server {
namespace {

namespace http = boost::beast::http;
using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;
using Parser = http::request_parser<http::string_body>;

constexpr std::size_t kReadBytes = std::size_t{16} * 1024;    // a TLS record
constexpr std::size_t kGatherBytes = std::size_t{64} * 1024;  // answers written together
constexpr Duration kLinger = std::chrono::seconds(2);
constexpr SteadyTime kNever = SteadyTime::max();

std::string_view view(boost::beast::string_view text) { return {text.data(), text.size()}; }

// The refusal of what the parser refused.
Response malformed(const ErrorCode& ec) {
  if (ec == http::error::header_limit) {
    return problem(error(Code::kBadInput, "the header is too long"), 431);
  }
  if (ec == http::error::body_limit) {
    return problem(error(Code::kBadInput, "the body is too long"), 413);
  }
  return problem(error(Code::kBadInput, "not HTTP/1.1: " + ec.message()));
}

// What HTTP alone has against a request. One way to say where a body ends leaves nothing to
// smuggle.
std::optional<Response> refuse_head(const Parser& parser) {
  const auto& head = parser.get();
  if (head.version() != 11) return problem(error(Code::kBadInput, "only HTTP/1.1"), 505);
  if (head.count(http::field::host) != 1) {
    return problem(error(Code::kBadInput, "exactly one field Host is needed"));
  }
  if (head.count(http::field::transfer_encoding) != 0) {
    return problem(error(Code::kBadInput, "a body needs a Content-Length"), 411);
  }
  return std::nullopt;
}

// Only the fields that a handler reads are kept.
void keep_field(const Parser& parser, http::field name, std::string_view lower_case,
                std::vector<Field>& into) {
  const auto [first, last] = parser.get().equal_range(name);
  for (auto one = first; one != last; ++one) {
    into.push_back({std::string(lower_case), std::string(view(one->value()))});
  }
}
void keep_field(const Parser& parser, std::string_view lower_case, std::vector<Field>& into) {
  const auto [first, last] =
      parser.get().equal_range(boost::beast::string_view(lower_case.data(), lower_case.size()));
  for (auto one = first; one != last; ++one) {
    into.push_back({std::string(lower_case), std::string(view(one->value()))});
  }
}

Request read_head(const Parser& parser) {
  Request request;
  const auto verb = parser.get().method();
  request.method = verb == http::verb::get    ? Method::kGet
                   : verb == http::verb::post ? Method::kPost
                                              : Method::kOther;
  const std::string_view target = view(parser.get().target());
  const std::size_t query = target.find('?');
  request.path = target.substr(0, query);
  if (query != std::string_view::npos) request.query = target.substr(query + 1);
  keep_field(parser, http::field::content_type, "content-type", request.fields);
  keep_field(parser, "idempotency-key", request.fields);
  return request;
}

// Runs on the network thread only.
class TlsConnection final : public Connection, public std::enable_shared_from_this<TlsConnection> {
 public:
  TlsConnection(tcp::socket socket, Shared& shared)
      : shared_(shared), stream_(std::move(socket), shared.tls) {}

  void start() override;
  void drain() override;
  void sweep(SteadyTime now) override;
  void cut(std::string_view why) override;
  void complete(std::uint64_t slot, Response response) override;

 private:
  // What is read at the moment; each has its deadline.
  enum class Phase { kHandshake, kIdle, kHeader, kBody, kNothing };
  // One request, or one "100 Continue", in the order in which they are answered.
  struct Slot {
    std::optional<Response> response;
    std::size_t body_bytes = 0;
    Afterwards afterwards = Afterwards::kKeepAlive;
    bool interim = false;
  };

  void handshaken(const ErrorCode& ec);
  void read();
  void was_read(const ErrorCode& ec, std::size_t size);
  void parse();
  bool parse_some();
  bool admit();
  bool reserve_body(std::size_t size);
  void refuse(Response response, bool body_is_unread);
  void dispatch();
  void flush();
  void gather();
  void written(const ErrorCode& ec);
  void finish();
  void linger();
  void close();
  void enter_phase();
  Duration limit_of(Phase phase) const;

  Shared& shared_;
  boost::asio::ssl::stream<tcp::socket> stream_;
  Result<custody::ClientIdentity> identity_ = error(Code::kBug, "no handshake yet");
  std::string remote_;
  boost::beast::flat_buffer buffer_;
  std::optional<Parser> parser_;
  Request request_;                // whose body is being read
  const Route* route_ = nullptr;   // of request_
  std::size_t body_reserved_ = 0;  // of request_
  std::deque<Slot> slots_;
  std::uint64_t first_slot_ = 0;
  std::string output_;
  Phase phase_ = Phase::kHandshake;
  SteadyTime read_deadline_ = kNever;
  SteadyTime write_deadline_ = kNever;
  bool reading_ = false;
  bool writing_ = false;
  bool no_more_requests_ = false;  // none is read any more; what is under way is answered
  bool finishing_ = false;
  bool closed_ = false;
};

void TlsConnection::start() {
  shared_.connections.insert(shared_from_this());
  ErrorCode ec;
  const tcp::endpoint remote = stream_.next_layer().remote_endpoint(ec);
  remote_ = ec ? "unknown" : remote.address().to_string();
  read_deadline_ = std::chrono::steady_clock::now() + shared_.limits.handshake;
  stream_.async_handshake(
      boost::asio::ssl::stream_base::server,
      [self = shared_from_this()](const ErrorCode& done) { self->handshaken(done); });
}

void TlsConnection::handshaken(const ErrorCode& ec) {
  if (closed_) return;
  if (ec) {
    shared_.log.write(Level::kWarning, "handshake-failed",
                      {{"remote", remote_}, {"reason", ec.message()}});
    return close();
  }
  identity_ = peer_identity(SSL_get0_peer_certificate(stream_.native_handle()));
  parse();
}

void TlsConnection::read() {
  if (reading_ || closed_ || no_more_requests_) return;
  reading_ = true;
  stream_.async_read_some(buffer_.prepare(kReadBytes),
                          [self = shared_from_this()](const ErrorCode& ec, std::size_t size) {
                            self->was_read(ec, size);
                          });
}

void TlsConnection::was_read(const ErrorCode& ec, std::size_t size) {
  reading_ = false;
  if (closed_) return;
  if (ec) {
    // The end of what the client has to say; half a request is none.
    no_more_requests_ = true;
    enter_phase();
    return flush();
  }
  buffer_.commit(size);
  parse();
}

void TlsConnection::parse() {
  bool starved = false;
  while (!starved && !no_more_requests_ && slots_.size() < shared_.limits.pipelined) {
    starved = !parse_some();
  }
  enter_phase();
  flush();
  // Otherwise the buffer may hold whole requests: they are taken up when there is room, in
  // written(), and until then it must not be read into.
  if (starved) read();
}

// One step; false if more bytes are needed.
bool TlsConnection::parse_some() {
  if (buffer_.size() == 0) return false;
  if (!parser_) {
    parser_.emplace();
    parser_->header_limit(kHeaderMostBytes);
    parser_->body_limit(kSignMostBodyBytes);
  }
  const bool in_header = !parser_->is_header_done();
  ErrorCode ec;
  buffer_.consume(parser_->put(buffer_.data(), ec));
  if (ec == http::error::need_more) return false;
  if (ec) {
    refuse(malformed(ec), true);
    return true;
  }
  if (in_header && (!parser_->is_header_done() || !admit())) return true;
  if (parser_->is_done()) dispatch();
  return true;
}

// False if the request is refused: then it has its slot already.
bool TlsConnection::admit() {
  const std::size_t body_bytes = parser_->content_length().value_or(0);
  const bool has_body = body_bytes > 0 || parser_->chunked();
  const auto no = [this, has_body](Response response) {
    refuse(std::move(response), has_body);
    return false;
  };
  if (auto refusal = refuse_head(*parser_)) return no(std::move(*refusal));
  if (!identity_) return no(problem(identity_.error()));
  request_ = read_head(*parser_);
  request_.client = *identity_;
  auto admitted = shared_.service.admit(request_);
  if (auto* const refusal = std::get_if<Response>(&admitted)) return no(std::move(*refusal));
  route_ = std::get<const Route*>(admitted);
  if (body_bytes > route_->most_body_bytes) {
    return no(problem(
        error(Code::kBadInput,
              "the body is longer than " + std::to_string(route_->most_body_bytes) + " bytes"),
        413));
  }
  if (!reserve_body(body_bytes)) {
    return no(problem(error(Code::kRetry, "too many bytes are under way")));
  }
  if (body_bytes > 0 && view(parser_->get()[http::field::expect]) == "100-continue") {
    slots_.push_back({Response{}, 0, Afterwards::kKeepAlive, true});
  }
  return true;
}

bool TlsConnection::reserve_body(std::size_t size) {
  if (size > shared_.limits.body_bytes - shared_.body_bytes) return false;
  shared_.body_bytes += size;
  body_reserved_ = size;
  return true;
}

void TlsConnection::refuse(Response response, bool body_is_unread) {
  const bool last = body_is_unread || !parser_->keep_alive();
  slots_.push_back(
      {std::move(response), 0, last ? Afterwards::kClose : Afterwards::kKeepAlive, false});
  no_more_requests_ = last;
  parser_.reset();
  phase_ = Phase::kNothing;
}

void TlsConnection::dispatch() {
  request_.body = std::move(parser_->get().body());
  const bool last = !parser_->keep_alive();
  const std::uint64_t number = first_slot_ + slots_.size();
  slots_.push_back({std::nullopt, std::exchange(body_reserved_, 0),
                    last ? Afterwards::kClose : Afterwards::kKeepAlive, false});
  no_more_requests_ = last;
  parser_.reset();
  phase_ = Phase::kNothing;
  shared_.service.handle(
      *route_, std::exchange(request_, {}),
      [completions = shared_.completions, weak = std::weak_ptr<Connection>(shared_from_this()),
       number](Response response) { completions->push(weak, number, std::move(response)); });
}

void TlsConnection::complete(std::uint64_t slot, Response response) {
  if (closed_ || slot < first_slot_ || slot - first_slot_ >= slots_.size()) return;
  Slot& mine = slots_[slot - first_slot_];
  if (mine.response) return;
  mine.response = std::move(response);
  flush();
}

// Moves the answers that are ready, in order, into output_.
void TlsConnection::gather() {
  output_.clear();
  while (!slots_.empty() && slots_.front().response && output_.size() < kGatherBytes) {
    const Slot& slot = slots_.front();
    if (slot.interim) {
      output_.append("HTTP/1.1 100 Continue\r\n\r\n");
    } else {
      append_wire(output_, *slot.response, slot.afterwards);
    }
    shared_.body_bytes -= slot.body_bytes;
    slots_.pop_front();
    ++first_slot_;
  }
}

void TlsConnection::flush() {
  if (writing_ || closed_ || finishing_) return;
  gather();
  if (output_.empty()) {
    if (no_more_requests_ && slots_.empty()) finish();
    return;
  }
  writing_ = true;
  write_deadline_ = std::chrono::steady_clock::now() + shared_.limits.write;
  boost::asio::async_write(
      stream_, boost::asio::buffer(output_),
      [self = shared_from_this()](const ErrorCode& ec, std::size_t) { self->written(ec); });
}

void TlsConnection::written(const ErrorCode& ec) {
  writing_ = false;
  write_deadline_ = kNever;
  if (closed_) return;
  if (ec) return close();
  if (output_.capacity() > 4 * kGatherBytes) std::string().swap(output_);
  // Room for more: what waits in the buffer comes first. A read under way owns the buffer.
  if (reading_ || no_more_requests_) {
    enter_phase();
    flush();
  } else {
    parse();
  }
}

void TlsConnection::drain() {
  if (phase_ == Phase::kHandshake) return close();
  no_more_requests_ = true;
  enter_phase();
  if (!slots_.empty()) slots_.back().afterwards = Afterwards::kClose;
  flush();
}

// Says good-bye; then waits until the client is gone, since closing with its bytes unread would
// reset the connection and could take the answer from it.
void TlsConnection::finish() {
  finishing_ = true;
  read_deadline_ = kNever;
  write_deadline_ = std::chrono::steady_clock::now() + kLinger;
  stream_.async_shutdown([self = shared_from_this()](const ErrorCode&) {
    if (self->closed_) return;
    ErrorCode ignored;
    self->stream_.next_layer().shutdown(tcp::socket::shutdown_send, ignored);
    self->linger();
  });
}

void TlsConnection::linger() {
  if (reading_) return close();
  buffer_.clear();
  stream_.next_layer().async_read_some(
      buffer_.prepare(kReadBytes), [self = shared_from_this()](const ErrorCode& ec, std::size_t) {
        if (self->closed_) return;
        ec ? self->close() : self->linger();
      });
}

void TlsConnection::close() {
  if (closed_) return;
  closed_ = true;
  ErrorCode ignored;
  stream_.next_layer().close(ignored);
  shared_.body_bytes -= body_reserved_;
  for (const Slot& slot : slots_) shared_.body_bytes -= slot.body_bytes;
  slots_.clear();
  const auto self = shared_from_this();
  shared_.connections.erase(self);
  shared_.on_closed();
}

void TlsConnection::cut(std::string_view why) {
  if (closed_) return;
  if (!finishing_) {
    shared_.log.write(Level::kWarning, "connection-cut",
                      {{"remote", remote_},
                       {"client", identity_ ? std::string_view(identity_->san_uri) : ""},
                       {"reason", why}});
  }
  close();
}

void TlsConnection::sweep(SteadyTime now) {
  if (now >= write_deadline_) {
    cut("the client does not take its answers");
  } else if (now >= read_deadline_) {
    phase_ == Phase::kIdle ? drain() : cut("the client is too slow");
  }
}

Duration TlsConnection::limit_of(Phase phase) const {
  switch (phase) {
    case Phase::kHandshake:
      return shared_.limits.handshake;
    case Phase::kIdle:
      return shared_.limits.idle;
    case Phase::kHeader:
      return shared_.limits.header;
    case Phase::kBody:
      return shared_.limits.body;
    case Phase::kNothing:
      break;
  }
  return Duration::max();
}

// A deadline runs from the beginning of a phase: a client that sends byte by byte does not move it.
void TlsConnection::enter_phase() {
  Phase phase = Phase::kNothing;
  if (no_more_requests_ || slots_.size() >= shared_.limits.pipelined) {
    phase = Phase::kNothing;
  } else if (parser_ && parser_->is_header_done()) {
    phase = Phase::kBody;
  } else if (buffer_.size() > 0) {
    phase = Phase::kHeader;
  } else if (slots_.empty() && !writing_) {
    phase = Phase::kIdle;
  }
  if (phase == phase_ && phase != Phase::kNothing) return;
  phase_ = phase;
  if (finishing_) return;
  read_deadline_ =
      phase == Phase::kNothing ? kNever : std::chrono::steady_clock::now() + limit_of(phase);
}

}  // namespace

std::shared_ptr<Connection> make_connection(tcp::socket socket, Shared& shared) {
  return std::make_shared<TlsConnection>(std::move(socket), shared);
}

}  // namespace pyx::server
