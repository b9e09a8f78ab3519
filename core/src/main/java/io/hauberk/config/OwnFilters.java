package io.hauberk.config;

import io.hauberk.Authentication;
import io.hauberk.Filter;
import io.hauberk.Settings;
import io.hauberk.accesslog.AccessLog;
import io.hauberk.apikey.ApiKey;
import io.hauberk.authorize.Authorize;
import io.hauberk.basic.Basic;
import io.hauberk.bodylimit.BodyLimit;
import io.hauberk.concurrency.ConcurrencyLimit;
import io.hauberk.headers.RequestHeaders;
import io.hauberk.headers.ResponseHeaders;
import io.hauberk.hmac.Hmac;
import io.hauberk.ipaccess.IpAccess;
import io.hauberk.jwt.Introspection;
import io.hauberk.jwt.Jwt;
import io.hauberk.login.Login;
import io.hauberk.mtls.Mtls;
import io.hauberk.oauth.ClientCredentials;
import io.hauberk.oauth.TokenExchange;
import io.hauberk.oauth.TokenRelay;
import io.hauberk.partner.PartnerLimit;
import io.hauberk.quota.Quota;
import io.hauberk.ratelimit.RateLimit;
import io.hauberk.rewrite.Rewrite;
import io.hauberk.shedding.LoadShedding;
import io.hauberk.signature.Sign;
import io.hauberk.signature.Signature;
import io.hauberk.throttle.Throttle;
import io.hauberk.timeout.Timeout;
import io.hauberk.tracing.Tracing;
import java.util.List;

/** Hauberk's own filters, as a file names them. */
final class OwnFilters {
    private OwnFilters() {}

    private static Filter anonymous(Settings settings) {
        return Authentication.anonymous(
                settings.texts("groups").stream().distinct().toArray(String[]::new));
    }

    static List<FilterKind> all() {
        return List.of(
                FilterKind.of("jwt", "issuer", Jwt::from),
                FilterKind.of("apiKey", "header", ApiKey::from),
                FilterKind.of("basic", "realm", Basic::from),
                FilterKind.of("hmac", "headers", Hmac::from),
                FilterKind.of("signature", "components", Signature::from),
                FilterKind.of("sign", Sign::from),
                FilterKind.of("mtls", "peers", Mtls::from),
                Combination.ANY_OF.kind(),
                Combination.ALL_OF.kind(),
                FilterKind.of("anonymous", "groups", OwnFilters::anonymous),
                FilterKind.of("introspection", "issuer", Introspection::from),
                FilterKind.of("login", Login::from),
                FilterKind.of("tokenRelay", "audience", TokenRelay::from),
                FilterKind.of("clientCredentials", ClientCredentials::from),
                FilterKind.of("tokenExchange", TokenExchange::from),
                FilterKind.of("authorize", Authorize::from),
                FilterKind.of("ipAccess", IpAccess::from),
                FilterKind.of("rateLimit", RateLimit::from),
                FilterKind.of("quota", Quota::from),
                FilterKind.of("throttle", Throttle::from),
                FilterKind.of("partnerLimit", PartnerLimit::from),
                FilterKind.of("concurrencyLimit", "max", ConcurrencyLimit::from),
                FilterKind.of("loadShedding", "queueTime", LoadShedding::from),
                FilterKind.of("bodyLimit", "max", BodyLimit::from),
                FilterKind.of("requestHeaders", RequestHeaders::from),
                FilterKind.of("responseHeaders", ResponseHeaders::from),
                FilterKind.of("rewrite", Rewrite::from),
                FilterKind.of("timeout", "after", Timeout::from),
                FilterKind.of("accessLog", "format", AccessLog::from),
                FilterKind.of("tracing", Tracing::from));
    }
}
