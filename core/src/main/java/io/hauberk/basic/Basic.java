package io.hauberk.basic;

import static io.hauberk.credential.Refusals.refuse;

import io.hauberk.Concern;
import io.hauberk.Consumer;
import io.hauberk.Credential;
import io.hauberk.Credential.Kind;
import io.hauberk.Decision;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.Ticker;
import io.hauberk.credential.Authorization;
import io.hauberk.credential.Known;
import io.hauberk.credential.Refusals;
import java.io.IOException;
import java.time.InstantSource;
import java.util.List;

/**
 * Lets only callers with user name and password pass ({@code Authorization: Basic}, RFC 7617, in UTF-8). The user is
 * looked up among the consumers of the gateway; each may have several passwords that live, with an expiry each. The
 * caller is that consumer. The field is taken out of the request before it goes on.
 *
 * <p>When it says no: 400 with several {@code Authorization} fields, or one of this scheme that is malformed; 401 without
 * one, and with a user or password that is not right, which takes the same time; 403 where an earlier filter found
 * somebody else; 503 where the consumers cannot be asked, or so many passwords are being verified that this one would
 * have to wait for more than a second.
 *
 * <p>Only over TLS: the password is there to be read. Belongs after limits by address, which bound guessing, and before
 * limits by caller and authorization. Blocks for a new password about a tenth of a second. Thread-safe; each wither makes
 * a new filter, which remembers nothing yet.
 */
public final class Basic implements Filter {
    private static final String NAME = "basic";

    private final String realm;
    private final boolean required;
    private final boolean forwarded;
    private final InstantSource clock;
    private final Ticker ticker;
    private final Hashing hashing;
    private final Verification verification;
    private final Refusals refusals;

    private Basic(
            String realm, boolean required, boolean forwarded, InstantSource clock, Ticker ticker, Hashing hashing) {
        this.realm = realm;
        this.required = required;
        this.forwarded = forwarded;
        this.clock = clock;
        this.ticker = ticker;
        this.hashing = hashing;
        this.verification = new Verification(ticker, hashing);
        this.refusals = Refusals.of(NAME, "Basic realm=\"" + realm + "\", charset=\"UTF-8\"");
    }

    /** User and password for a realm, which clients show to people. */
    public static Basic realm(String realm) {
        return new Basic(
                Refusals.realm(realm), true, false, InstantSource.system(), Ticker.system(), Hashing.ofProcess());
    }

    /** Reads the YAML form: {@code realm}, {@code required}, {@code forward}. */
    public static Basic from(Settings settings) {
        String realm = settings.text("realm");
        Basic basic = realm("hauberk");
        if (realm != null) {
            try {
                basic = realm(realm);
            } catch (IllegalArgumentException e) {
                settings.fault("realm", String.valueOf(e.getMessage()));
            }
        }
        basic = settings.flag("required", true) ? basic : basic.optional();
        return settings.flag("forward", false) ? basic.forwarding() : basic;
    }

    /** This filter, letting requests without such a field pass, as nobody. */
    public Basic optional() {
        return new Basic(realm, false, forwarded, clock, ticker, hashing);
    }

    /** This filter, leaving user and password in the request: for who is behind it looks at them, too. */
    public Basic forwarding() {
        return new Basic(realm, required, true, clock, ticker, hashing);
    }

    /** This filter by other clocks, for tests. */
    public Basic clock(InstantSource clock, Ticker ticker) {
        return new Basic(realm, required, forwarded, clock, ticker, hashing);
    }

    Basic hashing(Hashing other) {
        return new Basic(realm, required, forwarded, clock, ticker, other);
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Authorization found = Authorization.of(request.headers(), "Basic");
        String token = found.credentials();
        if (token == null) {
            return refusals.absent(request, required, next);
        }
        if (found.several()) {
            return refuse(request, refusals.malformed("several-credentials"));
        }
        UserPass shown = UserPass.parse(token);
        return shown == null
                ? refuse(request, refusals.malformed("malformed-credentials"))
                : verify(request, shown, next);
    }

    private Response verify(Request request, UserPass shown, Handler next) throws IOException {
        Consumer consumer;
        try {
            consumer = Known.find(request.exchange(), Kind.PASSWORD, shown.user());
            List<Credential> stored = Known.live(consumer, Kind.PASSWORD, shown.user(), clock);
            switch (verification.verify(shown, stored)) {
                case BUSY -> {
                    return refuse(request, refusals.unavailable("hashing"));
                }
                case WRONG -> {
                    return refuse(request, refusals.wrong("wrong-credentials"));
                }
                case RIGHT -> {}
            }
            if (consumer == null || !Known.attach(request.exchange(), consumer)) {
                return refuse(request, refusals.otherPrincipal());
            }
        } catch (IOException e) {
            return refuse(request, refusals.unavailable("lookup"));
        }
        request.exchange().record(Decision.of(NAME, Outcome.ALLOWED, consumer.name()));
        return next.handle(forwarded ? request : request.without("Authorization"));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.AUTHENTICATION;
    }

    @Override
    public String toString() {
        return NAME + " (" + realm + ')' + (required ? "" : " where there is one");
    }
}
