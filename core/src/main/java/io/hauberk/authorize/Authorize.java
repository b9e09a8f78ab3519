package io.hauberk.authorize;

import io.hauberk.Caller;
import io.hauberk.Concern;
import io.hauberk.Decision;
import io.hauberk.Exchange;
import io.hauberk.Explainable;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Outcome;
import io.hauberk.Rejection;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.authorize.Ruled.Fit;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Lets requests pass by rules on who calls and what for. Rules under audit are noted and decide nothing; a deny rule that
 * fits refuses; then, where there is a list of allow rules, one of them must fit, so an empty list refuses all.
 *
 * <p>When it says no: 401 with a {@code Bearer} challenge where an allow rule could fit if the caller, of whom nothing is
 * known, authenticated; 403 with {@code insufficient_scope} (RFC 6750 §3.1) where nothing but a scope is missing; else
 * 403. The decision names the rule, the answer does not. Where a service outside has the last word, see {@link External}.
 *
 * <p>Belongs after authentication and before whatever changes the path. Blocks only while it asks a service outside.
 * Immutable and thread-safe.
 */
public final class Authorize implements Filter, Explainable, MeterBinder {
    static final String NAME = "authorize";
    private static final String NO_ALLOW_RULE = "no-allow-rule";
    private static final Decision NOT_DENIED = Decision.of(NAME, Outcome.ALLOWED, "no-deny-rule");
    private static final Decision ALLOWED_OUTSIDE = Decision.of(NAME, Outcome.ALLOWED, AnswerReader.RULE);

    private final List<Rule> audit;
    private final List<Rule> deny;
    private final @Nullable List<Rule> allow;
    private final String realm;
    private final @Nullable External external;
    private final InstantSource clock;
    private final Ruled[] audited;
    private final Ruled[] denied;
    private final Ruled[] allowed;
    private final Rejection forbidden;
    private final Rejection unauthenticated;

    private Authorize(
            List<Rule> audit,
            List<Rule> deny,
            @Nullable List<Rule> allow,
            String realm,
            @Nullable External external,
            InstantSource clock) {
        this.audit = audit;
        this.deny = deny;
        this.allow = allow;
        this.realm = realm;
        this.external = external;
        this.clock = clock;
        this.audited = ruled("audit", audit);
        this.denied = ruled("deny", deny);
        this.allowed = ruled("allow", allow == null ? List.of() : allow);
        this.forbidden = Rejection.of(NAME, 403, "forbidden").by(NO_ALLOW_RULE);
        this.unauthenticated = Rejection.of(NAME, 401, "unauthenticated")
                .by(NO_ALLOW_RULE)
                .with("WWW-Authenticate", "Bearer realm=\"" + realm + '"');
    }

    private Ruled[] ruled(String kind, List<Rule> rules) {
        Ruled[] ruled = new Ruled[rules.size()];
        for (int i = 0; i < ruled.length; i++) {
            ruled[i] = new Ruled(NAME, realm, kind, i + 1, rules.get(i).by(clock));
        }
        return ruled;
    }

    private static Authorize of(List<Rule> audit, List<Rule> deny, @Nullable List<Rule> allow) {
        return new Authorize(audit, deny, allow, "hauberk", null, InstantSource.system());
    }

    /** Allows what fits one of these rules, and nothing else; without rules, nothing. */
    public static Authorize allow(Rule... rules) {
        return of(List.of(), List.of(), List.of(rules));
    }

    /** Denies what fits one of these rules, and allows all else. */
    public static Authorize deny(Rule... rules) {
        return of(List.of(), List.of(rules), null);
    }

    /** Notes what fits one of these rules, and allows everything. */
    public static Authorize audit(Rule... rules) {
        return of(List.of(rules), List.of(), null);
    }

    /** Allows what a service outside allows. */
    public static Authorize by(External external) {
        return deny().asking(external);
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

    /** Reads the YAML form: {@code deny}, {@code allow}, {@code audit}, {@code external}, {@code realm}. */
    public static Authorize from(Settings settings) {
        return new AuthorizeReader(settings).read();
    }

    /** This filter, allowing what fits one of these rules, too; from the first of them on, nothing else. */
    public Authorize allowing(Rule... rules) {
        return new Authorize(audit, deny, joined(allow == null ? List.of() : allow, rules), realm, external, clock);
    }

    /** This filter, denying what fits one of these rules, too. */
    public Authorize denying(Rule... rules) {
        return new Authorize(audit, joined(deny, rules), allow, realm, external, clock);
    }

    /** This filter, noting what fits one of these rules, too. */
    public Authorize auditing(Rule... rules) {
        return new Authorize(joined(audit, rules), deny, allow, realm, external, clock);
    }

    /** This filter, which asks a service outside about what its rules allow. */
    public Authorize asking(External external) {
        return new Authorize(audit, deny, allow, realm, external, clock);
    }

    /** This filter, whose rules see the time of another clock. Default: the system's. */
    public Authorize by(InstantSource clock) {
        return new Authorize(audit, deny, allow, realm, external, clock);
    }

    /** This filter by another realm in its challenges. Default: {@code hauberk}. */
    public Authorize realm(String realm) {
        if (!realm.chars().allMatch(c -> c >= ' ' && c < 127 && c != '"' && c != '\\')) {
            throw new IllegalArgumentException("A realm is plain text without quotes and backslashes.");
        }
        return new Authorize(audit, deny, allow, realm, external, clock);
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
    public Set<String> identityHeaders() {
        return external == null ? Set.of() : external.identityHeaders();
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
            return pass(NOT_DENIED, request, next);
        }
        for (Ruled rule : allowed) {
            if (rule.fits(request, caller, false)) {
                return pass(rule.allowed(), request, next);
            }
        }
        return refuse(exchange, nearest(request, caller));
    }

    private Response pass(Decision decision, Request request, Handler next) throws IOException {
        External outside = external;
        Exchange exchange = request.exchange();
        exchange.record(decision);
        if (outside == null || !outside.concerns(request)) {
            return next.handle(request);
        }
        Verdict verdict = outside.ask(request, exchange);
        if (verdict.failure() != null) {
            exchange.record(new Decision(NAME, Outcome.ERROR, AnswerReader.RULE, verdict.failure()));
        }
        Rejection refusal = verdict.refusal();
        if (refusal != null) {
            return refuse(exchange, refusal);
        }
        if (verdict.failure() == null) {
            exchange.record(ALLOWED_OUTSIDE);
        }
        return next.handle(withFields(request, verdict.fields()));
    }

    private static Request withFields(Request request, Headers fields) {
        if (fields.size() == 0) {
            return request;
        }
        Headers.Edit edit = request.headers().edit();
        for (int i = 0; i < fields.size(); i++) {
            edit.remove(fields.name(i));
        }
        return request.withHeaders(edit.addAll(fields).build());
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
    public List<String> explain(Request request, boolean callerOpen) {
        Forecast forecast = new Forecast(request, callerOpen);
        forecast.audited(audited);
        if (forecast.denied(denied)) {
            return forecast.lines();
        }
        if (allow == null) {
            forecast.notDenied();
        } else {
            forecast.allowed(allowed, () -> nearest(request, request.exchange().caller()));
        }
        if (external != null) {
            forecast.outside(external);
        }
        return forecast.lines();
    }

    /** Counts what services outside decide, as {@code hauberk.authorize.external}. */
    @Override
    public void bindTo(MeterRegistry registry) {
        if (external != null) {
            external.bindTo(registry);
        }
    }

    @Override
    public String toString() {
        StringBuilder text = new StringBuilder(NAME).append('(');
        if (audited.length > 0) {
            text.append("audit ").append(Arrays.toString(audited)).append(", ");
        }
        text.append("deny ").append(Arrays.toString(denied)).append(", allow ");
        text.append(allow == null ? "all else" : Arrays.toString(allowed));
        return text.append(external == null ? "" : ", ask " + external)
                .append(')')
                .toString();
    }
}
