// FormService: the numbered forms of a site.
#pragma once

#include "absl/status/status.h"
#include "oat/v1/form.pb.h"
#include "services/access/caller.h"
#include "services/policy/book.h"

namespace oat::forms {

class Service {
 public:
  explicit Service(const policy::Book* book) : book_(*book) {}

  absl::Status ReceiveForms(access::Call& call, const v1::ReceiveFormsRequest& request,
                            v1::ReceiveFormsResponse* response) const;
  absl::Status MoveForms(access::Call& call, const v1::MoveFormsRequest& request,
                         v1::MoveFormsResponse* response) const;
  absl::Status EndForm(access::Call& call, const v1::EndFormRequest& request,
                       v1::EndFormResponse* response) const;
  absl::Status ListForms(access::Call& call, const v1::ListFormsRequest& request,
                         v1::ListFormsResponse* response) const;
  absl::Status LookUpForm(access::Call& call, const v1::LookUpFormRequest& request,
                          v1::LookUpFormResponse* response) const;

 private:
  const policy::Book& book_;
};

}  // namespace oat::forms
