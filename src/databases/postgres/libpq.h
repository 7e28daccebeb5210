#pragma once

#include <arrow/result.h>
#include <libpq-fe.h>

// What we call of libpq, one line each: the struct below and the loading are made from this list.
#define QUIVER_LIBPQ_FUNCTIONS(each)                                                               \
  each(PQconnectdbParams) each(PQconninfoParse) each(PQconninfoFree) each(PQfinish) each(PQstatus) \
      each(PQtransactionStatus) each(PQerrorMessage) each(PQsocket) each(PQhost) each(PQport)      \
          each(PQuser) each(PQdb) each(PQpass) each(PQserverVersion) each(PQparameterStatus)       \
              each(PQsetNoticeProcessor) each(PQsetnonblocking) each(PQsendQuery) each(PQflush)    \
                  each(PQconsumeInput) each(PQisBusy) each(PQgetResult) each(PQresultStatus)       \
                      each(PQresultErrorMessage) each(PQresultErrorField) each(PQntuples)          \
                          each(PQnfields) each(PQfname) each(PQftype) each(PQfmod)                 \
                              each(PQgetisnull) each(PQgetvalue) each(PQgetlength)                 \
                                  each(PQcmdTuples) each(PQclear) each(PQgetCopyData)              \
                                      each(PQputCopyData) each(PQputCopyEnd)                       \
                                          each(PQescapeIdentifier) each(PQescapeLiteral)           \
                                              each(PQfreemem) each(PQgetCancel) each(PQcancel)     \
                                                  each(PQfreeCancel)

namespace quiver::postgres {

/// What we call of libpq, found at run time, so that a machine without it can do everything else.
struct Libpq {
#define QUIVER_POINTER(name) decltype(&::name) name;
  QUIVER_LIBPQ_FUNCTIONS(QUIVER_POINTER)
#undef QUIVER_POINTER

  /// Loads the library once for the process. Errors: IOError where the system has none.
  static arrow::Result<const Libpq*> Load();
};

}  // namespace quiver::postgres
