// Reads one JSON object member by member; what is missing, of another type or unknown is an error
// that names the place.
//   ObjectReader reader(object, "proposal");
//   PYX_ASSIGN(auto id, reader.string("act"));
//   PYX_TRY(reader.finish());  // refuses members that nobody asked for
#pragma once

#include <cstdint>
#include <optional>
#include <set>
#include <string>
#include <string_view>

#include "base/clock.h"
#include "base/json.h"
#include "base/sha256.h"
#include "base/uuid.h"

namespace pyx::json {

// `what` names the object in messages: "member "nonce" of the proposal must be a string".
class ObjectReader {
 public:
  ObjectReader(const object& from, std::string what) : from_(from), what_(std::move(what)) {}
  // Errors: kBadInput if `from` is not an object.
  static Result<ObjectReader> of(const value& from, std::string what);

  // Each: kBadInput if the member is absent or of another type or form.
  Result<std::string> string(std::string_view name);
  Result<std::int64_t> integer(std::string_view name);  // a whole number that fits
  Result<bool> boolean(std::string_view name);
  Result<Sha256> digest(std::string_view name);  // 64 lower-case hex digits
  Result<Uuid> uuid(std::string_view name);
  Result<Time> time(std::string_view name);        // RFC 3339, UTC
  Result<Bytes> base64(std::string_view name);     // strict, padded
  Result<Bytes> base64url(std::string_view name);  // strict, unpadded
  Result<const object*> object_member(std::string_view name);
  Result<const array*> array_member(std::string_view name);
  bool has(std::string_view name) const;  // then the typed call above reads it
  // Errors: kBadInput naming the first member that was never asked for.
  Result<void> finish() const;
  const std::string& what() const { return what_; }

 private:
  Result<const value*> member(std::string_view name);
  Error wrong(std::string_view name, std::string_view wanted) const;

  const object& from_;
  std::string what_;
  std::set<std::string, std::less<>> asked_;
};

}  // namespace pyx::json
