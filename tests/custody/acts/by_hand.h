// A freeze and a lowering, written by hand after docs/formats/statements.md.
#pragma once

#include <string_view>

namespace pyx::testing {

inline constexpr std::string_view kFreezeByHand = R"({
  "predicate": {"reason": "seen it", "nonce": "AAECAwQFBgcICQoLDA0ODw==",
                "expires": "2026-11-23T09:10:00.500Z", "time": "2026-11-23T09:00:00Z",
                "person": "carol", "target": "client:issuer"},
  "predicateType": "urn:pyx:freeze:v1",
  "subject": [{"name": "vault", "digest": {"sha256":
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}],
  "_type": "https://in-toto.io/Statement/v1"})";

inline constexpr std::string_view kLoweringByHand = R"({
  "predicate": {"reason": "seen it", "nonce": "AAECAwQFBgcICQoLDA0ODw==",
                "expires": "2026-11-23T09:10:00.500Z", "time": "2026-11-23T09:00:00Z",
                "person": "carol", "value": 5000, "count": 10, "window": "1h",
                "budget": "issue-all"},
  "predicateType": "urn:pyx:lowering:v1",
  "subject": [{"name": "vault", "digest": {"sha256":
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"}}],
  "_type": "https://in-toto.io/Statement/v1"})";

}  // namespace pyx::testing
