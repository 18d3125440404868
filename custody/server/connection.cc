#include "custody/server/connection.h"

#include <openssl/ssl.h>

#include <boost/asio/buffer.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/write.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <deque>
#include <optional>
#include <string>
#include <utility>

#include "custody/server/peer_identity.h"
#include "custody/server/problem.h"
#include "custody/server/request_reader.h"
#include "custody/server/sign_handler.h"

namespace pyx::server {
namespace {

using boost::asio::ip::tcp;
using ErrorCode = boost::system::error_code;

constexpr std::size_t kReadBytes = std::size_t{16} * 1024;    // a TLS record
constexpr std::size_t kGatherBytes = std::size_t{64} * 1024;  // answers written together
constexpr Duration kLinger = std::chrono::seconds(2);
constexpr SteadyTime kNever = SteadyTime::max();

// Runs on the network thread only.
class TlsConnection final : public Connection, public std::enable_shared_from_this<TlsConnection> {
 public:
  TlsConnection(tcp::socket socket, Shared& shared)
      : shared_(shared), stream_(std::move(socket), *shared.tls) {}

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
    std::optional<Response> response = std::nullopt;
    std::size_t bytes = 0;  // set aside for body and answer, then those of the answer
    Afterwards afterwards = Afterwards::kKeepAlive;
    bool interim = false;
    bool slow = false;
    Service::Asked asked{};
  };

  void count_connections();
  void handshaken(const ErrorCode& ec);
  void read();
  void was_read(const ErrorCode& ec, std::size_t size);
  void parse();
  bool parse_some();
  bool admit();
  bool is_full() const;
  void settle(Slot& slot);
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
  std::optional<RequestReader> reader_;
  const Route* route_ = nullptr;  // of the request whose body is being read
  std::size_t reserved_ = 0;      // for that request
  std::size_t sending_ = 0;       // bytes of the answers in output_
  std::size_t slow_ = 0;          // slots that are slow
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
  if (Connection* const goes = shared_.places.enter(this)) {
    count(shared_.service.metrics().connections_turned_away);
    goes->cut("too many strangers are connected");
  }
  count_connections();
  ErrorCode ec;
  const tcp::endpoint remote = stream_.next_layer().remote_endpoint(ec);
  remote_ = ec ? "unknown" : remote.address().to_string();
  read_deadline_ = std::chrono::steady_clock::now() + shared_.limits.handshake;
  stream_.async_handshake(
      boost::asio::ssl::stream_base::server,
      [self = shared_from_this()](const ErrorCode& done) { self->handshaken(done); });
}

void TlsConnection::count_connections() {
  shared_.service.metrics().connections.store(shared_.connections.size(),
                                              std::memory_order_relaxed);
}

void TlsConnection::handshaken(const ErrorCode& ec) {
  if (closed_) return;
  Metrics& metrics = shared_.service.metrics();
  if (ec) {
    count(metrics.failed_handshakes);
    shared_.log.write(Level::kWarning, "handshake-failed",
                      {{"remote", remote_}, {"reason", ec.message()}});
    return close();
  }
  shared_.places.shaken(this);
  count(metrics.handshakes);
  if (SSL_session_reused(stream_.native_handle()) == 1) count(metrics.resumed_handshakes);
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
  while (!starved && !no_more_requests_ && !is_full()) {
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
  if (!reader_) reader_.emplace(kSignMostBodyBytes);
  using State = RequestReader::State;
  const State before = reader_->state();
  const auto bytes = buffer_.data();
  const std::size_t used = reader_->put({static_cast<const char*>(bytes.data()), bytes.size()});
  buffer_.consume(used);
  const State now = reader_->state();
  if (now == State::kRefused) {
    refuse(reader_->refusal(), true);
    return true;
  }
  if (before == State::kHead && now != State::kHead && !admit()) return true;
  if (now == State::kWhole) dispatch();
  return used > 0 || now != before;
}

// False if the request is refused: then it has its slot already.
bool TlsConnection::admit() {
  const std::size_t body_bytes = reader_->content_length();
  const auto no = [this, body_bytes](Response response) {
    refuse(std::move(response), body_bytes > 0);
    return false;
  };
  if (!identity_) return no(problem(identity_.error()));
  Request& request = reader_->request();
  request.client = *identity_;
  auto admitted = shared_.service.admit(request);
  if (auto* const refusal = std::get_if<Response>(&admitted)) return no(std::move(*refusal));
  route_ = std::get<const Route*>(admitted);
  if (body_bytes > route_->most_body_bytes) {
    return no(problem(
        error(Code::kBadInput,
              "the body is longer than " + std::to_string(route_->most_body_bytes) + " bytes"),
        413));
  }
  if (!shared_.places.admit(this, identity_->spki_sha256)) {
    refuse(problem(error(Code::kRetry, "there are too many connections")), true);
    return false;
  }
  const std::size_t bytes = body_bytes + route_->answer_bytes;
  if (!shared_.places.reserve(identity_->spki_sha256, bytes)) {
    return no(problem(error(Code::kRetry, "too many bytes are under way")));
  }
  reserved_ = bytes;
  if (reader_->expects_continue()) {
    slots_.push_back({.response = Response{}, .interim = true});
  }
  return true;
}

// Then nothing is read: who asks for much takes some of it first.
bool TlsConnection::is_full() const {
  return slots_.size() >= shared_.limits.pipelined || slow_ >= kMostSlowRequests;
}

void TlsConnection::refuse(Response response, bool body_is_unread) {
  shared_.service.refused(response);
  const bool last = body_is_unread || !reader_->keep_alive();
  slots_.push_back({.response = std::move(response),
                    .afterwards = last ? Afterwards::kClose : Afterwards::kKeepAlive});
  no_more_requests_ = last;
  reader_.reset();
  phase_ = Phase::kNothing;
}

void TlsConnection::dispatch() {
  const bool last = !reader_->keep_alive();
  const std::uint64_t number = first_slot_ + slots_.size();
  const bool slow = route_->lane != Lane::kNetwork;
  slots_.push_back({.bytes = std::exchange(reserved_, 0),
                    .afterwards = last ? Afterwards::kClose : Afterwards::kKeepAlive,
                    .slow = slow});
  if (slow) ++slow_;
  no_more_requests_ = last;
  Request request = reader_->take();
  reader_.reset();
  phase_ = Phase::kNothing;
  slots_.back().asked = shared_.service.begin(*route_, request);
  shared_.service.handle(
      *route_, std::move(request),
      [completions = shared_.completions, weak = std::weak_ptr<Connection>(shared_from_this()),
       number](Response response) { completions->push(weak, number, std::move(response)); });
}

void TlsConnection::complete(std::uint64_t slot, Response response) {
  if (closed_ || slot < first_slot_ || slot - first_slot_ >= slots_.size()) return;
  Slot& mine = slots_[slot - first_slot_];
  if (mine.response) return;
  shared_.service.answered(mine.asked, response);
  mine.response = std::move(response);
  settle(mine);
  flush();
}

// The answer is known: it counts in place of what was set aside for it and of the body.
void TlsConnection::settle(Slot& slot) {
  const std::size_t actual = slot.response->body.size();
  shared_.places.hold(identity_->spki_sha256, actual);
  shared_.places.release(identity_->spki_sha256, std::exchange(slot.bytes, actual));
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
    sending_ += slot.bytes;
    if (slot.slow) --slow_;
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
  if (sending_ > 0) shared_.places.release(identity_->spki_sha256, std::exchange(sending_, 0));
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
  shared_.places.leave(this);
  std::size_t held = reserved_ + sending_;
  for (const Slot& slot : slots_) held += slot.bytes;
  if (held > 0) shared_.places.release(identity_->spki_sha256, held);
  slots_.clear();
  const auto self = shared_from_this();
  shared_.connections.erase(self);
  count_connections();
  shared_.on_closed();
}

void TlsConnection::cut(std::string_view why) {
  if (closed_) return;
  if (!finishing_) {
    count(shared_.service.metrics().connections_cut);
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
  if (no_more_requests_ || is_full()) {
    phase = Phase::kNothing;
  } else if (reader_ && reader_->state() == RequestReader::State::kBody) {
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
