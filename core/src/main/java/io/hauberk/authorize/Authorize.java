package io.hauberk.authorize;

import io.hauberk.Caller;
import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.authorize.Ruled.Fit;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests pass by rules on who calls and what for. Rules under audit are noted and decide nothing; a deny rule that
 * fits refuses; then, where there is a list of allow rules, one of them must fit, so an empty list refuses all.
 *
 * <p>When it says no: 401 with a {@code Bearer} challenge where an allow rule could fit if the caller, of whom nothing is
 * known, authenticated; 403 with {@code insufficient_scope} (RFC 6750 §3.1) where nothing but a scope is missing; else
 * 403. The decision names the rule, the answer does not.
 *
 * <p>Belongs after authentication and before whatever changes the path. Never blocks. Immutable and thread-safe.
 */
public final class Authorize implements Filter {
    private static final String NAME = "authorize";
    private static final String NO_ALLOW_RULE = "no-allow-rule";
    private static final Decision NOT_DENIED = Decision.of(NAME, Outcome.ALLOWED, "no-deny-rule");

    private final List<Rule> audit;
    private final List<Rule> deny;
    private final @Nullable List<Rule> allow;
    private final String realm;
    private final Ruled[] audited;
    private final Ruled[] denied;
    private final Ruled[] allowed;
    private final Rejection forbidden;
    private final Rejection unauthenticated;

    private Authorize(List<Rule> audit, List<Rule> deny, @Nullable List<Rule> allow, String realm) {
        this.audit = audit;
        this.deny = deny;
        this.allow = allow;
        this.realm = realm;
        this.audited = ruled("audit", audit, realm);
        this.denied = ruled("deny", deny, realm);
        this.allowed = ruled("allow", allow == null ? List.of() : allow, realm);
        this.forbidden = Rejection.of(NAME, 403, "forbidden").by(NO_ALLOW_RULE);
        this.unauthenticated = Rejection.of(NAME, 401, "unauthenticated")
                .by(NO_ALLOW_RULE)
                .with("WWW-Authenticate", "Bearer realm=\"" + realm + '"');
    }

    private static Ruled[] ruled(String kind, List<Rule> rules, String realm) {
        Ruled[] ruled = new Ruled[rules.size()];
        for (int i = 0; i < ruled.length; i++) {
            ruled[i] = new Ruled(NAME, realm, kind, i + 1, rules.get(i));
        }
        return ruled;
    }

    /** Allows what fits one of these rules, and nothing else; without rules, nothing. */
    public static Authorize allow(Rule... rules) {
        return new Authorize(List.of(), List.of(), List.of(rules), "hauberk");
    }

    /** Denies what fits one of these rules, and allows all else. */
    public static Authorize deny(Rule... rules) {
        return new Authorize(List.of(), List.of(rules), null, "hauberk");
    }

    /** Notes what fits one of these rules, and allows everything. */
    public static Authorize audit(Rule... rules) {
        return new Authorize(List.of(rules), List.of(), null, "hauberk");
    }

    /** Allows callers with one of these scopes. */
    public static Authorize scope(String... scopes) {
        return allow(Rule.any().scopes(scopes));
    }

    /** Allows callers with one of these roles. */
    public static Authorize role(String... roles) {
        return allow(Rule.any().roles(roles));
    }

    /** Allows callers of whom a claim says one of these; {@code a.b} is a claim within another. */
    public static Authorize claim(String claim, String... values) {
        return allow(Rule.any().claim(claim, values));
    }

    /** Reads the YAML form: {@code deny}, {@code allow}, {@code audit}, {@code realm}. */
    public static Authorize from(Settings settings) {
        return new AuthorizeReader(settings).read();
    }

    /** This filter, allowing what fits one of these rules, too; from the first of them on, nothing else. */
    public Authorize allowing(Rule... rules) {
        return new Authorize(audit, deny, joined(allow == null ? List.of() : allow, rules), realm);
    }

    /** This filter, denying what fits one of these rules, too. */
    public Authorize denying(Rule... rules) {
        return new Authorize(audit, joined(deny, rules), allow, realm);
    }

    /** This filter, noting what fits one of these rules, too. */
    public Authorize auditing(Rule... rules) {
        return new Authorize(joined(audit, rules), deny, allow, realm);
    }

    /** This filter by another realm in its challenges. Default: {@code hauberk}. */
    public Authorize realm(String realm) {
        if (!realm.chars().allMatch(c -> c >= ' ' && c < 127 && c != '"' && c != '\\')) {
            throw new IllegalArgumentException("A realm is plain text without quotes and backslashes.");
        }
        return new Authorize(audit, deny, allow, realm);
    }

    private static List<Rule> joined(List<Rule> rules, Rule... more) {
        List<Rule> joined = new ArrayList<>(rules);
        joined.addAll(List.of(more));
        return List.copyOf(joined);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public Concern concern() {
        return Concern.AUTHORIZATION;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Exchange exchange = request.exchange();
        Caller caller = exchange.caller();
        for (Ruled rule : audited) {
            if (rule.fits(request, caller, true)) {
                exchange.record(rule.audited());
            }
        }
        for (Ruled rule : denied) {
            if (rule.fits(request, caller, true)) {
                return refuse(exchange, rule.forbidden());
            }
        }
        if (allow == null) {
            exchange.record(NOT_DENIED);
            return next.handle(request);
        }
        for (Ruled rule : allowed) {
            if (rule.fits(request, caller, false)) {
                exchange.record(rule.allowed());
                return next.handle(request);
            }
        }
        return refuse(exchange, nearest(request, caller));
    }

    /** What to say where no allow rule fits: what would help the caller, if anything would. */
    private Rejection nearest(Request request, Caller caller) {
        for (Ruled rule : allowed) {
            Fit fit = rule.fit(request, caller, false);
            if (!caller.authenticated() && (fit == Fit.LACKS_CALLER || fit == Fit.LACKS_SCOPE)) {
                return unauthenticated;
            }
            if (fit == Fit.LACKS_SCOPE) {
                return rule.lacksScope();
            }
        }
        return allowed.length == 1 ? allowed[0].forbidden() : forbidden;
    }

    private static Response refuse(Exchange exchange, Rejection rejection) {
        exchange.record(rejection.decision(Outcome.REFUSED));
        return Response.refused(rejection);
    }

    @Override
    public String toString() {
        return NAME + "(deny " + deny + ", allow " + (allow == null ? "all else" : allow) + ')';
    }
}
