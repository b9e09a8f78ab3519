package io.hauberk.config;

import io.hauberk.accesslog.AccessLog;
import io.hauberk.authorize.Authorize;
import io.hauberk.bodylimit.BodyLimit;
import io.hauberk.concurrency.ConcurrencyLimit;
import io.hauberk.headers.RequestHeaders;
import io.hauberk.headers.ResponseHeaders;
import io.hauberk.ipaccess.IpAccess;
import io.hauberk.jwt.Jwt;
import io.hauberk.partner.PartnerLimit;
import io.hauberk.ratelimit.RateLimit;
import io.hauberk.rewrite.Rewrite;
import io.hauberk.throttle.Throttle;
import io.hauberk.timeout.Timeout;
import io.hauberk.tracing.Tracing;
import java.util.List;

/** Hauberk's own filters, as a file names them. */
final class OwnFilters {
    private OwnFilters() {}

    static List<FilterKind> all() {
        return List.of(
                FilterKind.of("jwt", "issuer", Jwt::from),
                FilterKind.of("authorize", Authorize::from),
                FilterKind.of("ipAccess", IpAccess::from),
                FilterKind.of("rateLimit", RateLimit::from),
                FilterKind.of("throttle", Throttle::from),
                FilterKind.of("partnerLimit", PartnerLimit::from),
                FilterKind.of("concurrencyLimit", "max", ConcurrencyLimit::from),
                FilterKind.of("bodyLimit", "max", BodyLimit::from),
                FilterKind.of("requestHeaders", RequestHeaders::from),
                FilterKind.of("responseHeaders", ResponseHeaders::from),
                FilterKind.of("rewrite", Rewrite::from),
                FilterKind.of("timeout", "after", Timeout::from),
                FilterKind.of("accessLog", "format", AccessLog::from),
                FilterKind.of("tracing", Tracing::from));
    }
}
