// More places of the network than the two of every clinic.
#pragma once

#include <string>
#include <vector>

#include "oat/v1/site.grpc.pb.h"
#include "tests/support/clinic.h"

namespace oat::test {

// A place without anybody at work. The administrator is signed in.
inline void AddPlace(Clinic& clinic, const std::string& code, const std::string& kind,
                     int capacity = 100) {
  std::vector<v1::ImportNetworkRequest> rows(2);
  rows[0].mutable_header()->set_request_id(NewId());
  v1::NetworkRow* row = rows[1].mutable_row();
  row->set_line(2);
  row->set_site_code(code);
  row->set_city("Pavlodar");
  row->set_region("KZ-55");
  row->set_kind(kind);
  row->set_time_zone("Asia/Almaty");
  row->set_capacity(std::to_string(capacity));
  row->set_licence_number("N-3");
  row->set_licence_until("2028-01-01");
  Must(clinic.admin().Stream(&v1::SiteService::Stub::ImportNetwork, rows));
}

}  // namespace oat::test
