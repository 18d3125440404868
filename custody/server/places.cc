#include "custody/server/places.h"

namespace pyx::server {

Connection* Places::enter(Connection* newcomer) {
  Connection* goes = nullptr;
  if (shaking_.size() + waiting_.size() >= limits_.strangers) {
    goes = shaking_.empty() ? waiting_.front() : shaking_.front();
  }
  shaking_.push_back(newcomer);
  places_[newcomer] = {Where::kShaking, std::prev(shaking_.end()), {}};
  return goes;
}

void Places::shaken(Connection* stranger) {
  Place& place = places_.at(stranger);
  waiting_.splice(waiting_.end(), shaking_, place.at);
  place.where = Where::kWaiting;
}

bool Places::admit(Connection* connection, const Sha256& client) {
  Place& place = places_.at(connection);
  if (place.where == Where::kKnown) return true;
  if (known_ >= limits_.connections) return false;
  const auto found = clients_.find(client);
  if (found != clients_.end() && found->second.connections >= limits_.client_connections) {
    return false;
  }
  (place.where == Where::kShaking ? shaking_ : waiting_).erase(place.at);
  place.where = Where::kKnown;
  place.client = client;
  ++clients_[client].connections;
  ++known_;
  return true;
}

void Places::leave(Connection* connection) {
  const auto found = places_.find(connection);
  if (found == places_.end()) return;
  const Place place = found->second;
  places_.erase(found);
  if (place.where == Where::kShaking) shaking_.erase(place.at);
  if (place.where == Where::kWaiting) waiting_.erase(place.at);
  if (place.where != Where::kKnown) return;
  --known_;
  --clients_.at(place.client).connections;
  forget_if_empty(place.client);
}

bool Places::reserve(const Sha256& client, std::size_t bytes) {
  const std::size_t part = limits_.body_bytes / 4 * 3;
  const auto found = clients_.find(client);
  const std::size_t its = found == clients_.end() ? 0 : found->second.bytes;
  if (bytes > limits_.body_bytes || bytes_ > limits_.body_bytes - bytes) return false;
  // Alone, a request may be as large as any.
  if (its > 0 && its + bytes > part) return false;
  hold(client, bytes);
  return true;
}

void Places::hold(const Sha256& client, std::size_t bytes) {
  if (bytes == 0) return;
  clients_[client].bytes += bytes;
  bytes_ += bytes;
}

void Places::release(const Sha256& client, std::size_t bytes) {
  if (bytes == 0) return;
  clients_.at(client).bytes -= bytes;
  bytes_ -= bytes;
  forget_if_empty(client);
}

void Places::forget_if_empty(const Sha256& client) {
  const auto found = clients_.find(client);
  if (found != clients_.end() && found->second.connections == 0 && found->second.bytes == 0) {
    clients_.erase(found);
  }
}

}  // namespace pyx::server
