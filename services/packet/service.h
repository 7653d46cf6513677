// PacketService: what the next site needs to go on. known.cc gathers it, fill.cc puts it into the
// contract's words, service.cc says to whom it is shown and whom that is told.
#pragma once

#include "absl/status/status.h"
#include "oat/v1/packet.pb.h"
#include "services/access/caller.h"
#include "services/identity/vault.h"

namespace oat::packet {

class Service {
 public:
  // The vault outlives the service.
  explicit Service(const identity::Vault* vault) : vault_(*vault) {}

  absl::Status GetPacket(access::Call& call, const v1::GetPacketRequest& request,
                         v1::GetPacketResponse* response) const;
  absl::Status ListPacketLooks(access::Call& call, const v1::ListPacketLooksRequest& request,
                               v1::ListPacketLooksResponse* response) const;

 private:
  const identity::Vault& vault_;
};

}  // namespace oat::packet
