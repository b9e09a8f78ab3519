package io.hauberk.quota;

import io.hauberk.Body;
import io.hauberk.Caller;
import io.hauberk.Concern;
import io.hauberk.CounterStore.Level;
import io.hauberk.Exchange;
import io.hauberk.Explainable;
import io.hauberk.Filter;
import io.hauberk.Handler;
import io.hauberk.Headers;
import io.hauberk.Request;
import io.hauberk.Response;
import io.hauberk.Settings;
import io.hauberk.Ticker;
import io.hauberk.key.By;
import io.hauberk.ratelimit.Cost;
import io.hauberk.store.MemoryStore;
import io.hauberk.store.Store;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * How much a caller may use in a {@link Window}: {@code Quota.of(100_000, Window.month().in(ZoneId.of("Europe/Berlin")))}. By
 * default it counts {@linkplain By#caller() by caller}, and each request as one.
 *
 * <p><b>When it says no:</b> 429 {@code quota-exceeded} with {@code Retry-After} and a problem whose {@code violated-policies}
 * names the quota. A refused request takes nothing. Each answer has the fields {@code RateLimit-Policy} and {@code RateLimit}
 * (draft-ietf-httpapi-ratelimit-headers-11). A {@linkplain #soft soft} quota refuses nothing; beyond {@link #warnAt} answers
 * bear {@code X-Quota-Warning}, and the record and a meter say so.
 *
 * <p><b>Counting</b> is in memory, and so begins afresh with the process, unless it has a {@link #store}: a file, or what
 * several processes share. There, who changes a limit changes nothing of what was used.
 *
 * <p><b>Clocks.</b> Windows of a calendar go by the wall clock. One that is set back by up to a day opens no window again: time
 * goes on at half its speed until the clock has caught up. One that is set back further was wrong, and is believed.
 *
 * <p><b>Place:</b> after authentication, inside rate limits. Blocks for the budget of its store at most; thread-safe; memory
 * is bounded by {@link #maxKeys}. Each wither makes a new quota; without a store it starts afresh.
 */
public final class Quota implements Filter, Explainable, MeterBinder {
    private static final int MAX_TIERS = 32;
    static final int MAX_KEYS = 100_000;

    private final Tier[] tiers;
    private final @Nullable Store given;
    private final String scope;
    private final int maxKeys;
    private final Ticker ticker;
    private final InstantSource wallClock;

    private final SteadyClock clock;
    private final Books books;
    private final Warnings warnings = new Warnings();
    private final Statement statement;
    private final boolean learns;

    private Quota(
            Tier[] tiers, @Nullable Store given, String scope, int maxKeys, Ticker ticker, InstantSource wallClock) {
        this.tiers = tiers;
        this.given = given;
        this.scope = scope;
        this.maxKeys = maxKeys;
        this.ticker = ticker;
        this.wallClock = wallClock;
        this.clock = new SteadyClock(wallClock);
        this.books = given != null
                ? Books.shared(tiers, given, scope)
                : Books.own(tiers, MemoryStore.of(maxKeys, ticker, wallClock));
        this.statement = new Statement(tiers, warnings);
        this.learns = Arrays.stream(tiers).anyMatch(tier -> tier.cost.learns());
    }

    /**
     * So much in each window.
     *
     * @throws IllegalArgumentException if the limit is not positive
     */
    public static Quota of(long limit, Window window) {
        Tier tier = new Tier(limit, window, By.caller(), Cost.of(1), 0, false, Set.of(), null);
        return new Quota(new Tier[] {tier}, null, "", MAX_KEYS, Ticker.system(), InstantSource.system());
    }

    /**
     * Several quotas that must all allow a request, such as 1,000 a day and 10,000 a month. The tightest one is reported. A
     * request that one of them refuses takes nothing of any. The store, if any, is that of the first one.
     *
     * @throws IllegalArgumentException if there are none, or more than 32, or two that would be one counter
     */
    public static Quota all(Quota... quotas) {
        List<Tier> all = new ArrayList<>();
        for (Quota quota : quotas) {
            all.addAll(List.of(quota.tiers));
        }
        if (all.isEmpty() || all.size() > MAX_TIERS) {
            throw new IllegalArgumentException(
                    "Quota.all takes 1 to " + MAX_TIERS + " quotas, but these are " + all.size() + ".");
        }
        boolean alike = all.stream().map(Tier::identity).distinct().count() < all.size()
                || all.stream().map(Tier::name).distinct().count() < all.size();
        if (alike) {
            throw new IllegalArgumentException("Two quotas of Quota.all count the same, or have one name: "
                    + all.stream().map(Tier::name).toList() + ". Give them names by named(…).");
        }
        Quota first = quotas[0];
        return new Quota(
                all.toArray(Tier[]::new), first.given, first.scope, first.maxKeys, first.ticker, first.wallClock);
    }

    /** Reads the parameters of {@code quota} in a configuration file. */
    public static Quota from(Settings settings) {
        return new QuotaReader(settings).read();
    }

    /** Counts by these parts together. */
    public Quota by(By... parts) {
        By key = parts.length == 1 ? parts[0] : By.all(parts);
        return changed(tier -> tier.by(key));
    }

    /** Counts by a property of the caller; those who lack it count by their address. */
    public Quota by(Function<Caller, @Nullable String> property) {
        return by(By.of("key", property));
    }

    /** What a request takes, also as its answer tells. Default: 1. */
    public Quota cost(Cost cost) {
        return changed(tier -> tier.cost(cost));
    }

    /** How much a request takes. Default: 1. */
    public Quota cost(long permits) {
        return cost(Cost.of(permits));
    }

    /** From how many percent on answers warn, 1 to 100; 0, the default, for never. */
    public Quota warnAt(int percent) {
        return changed(tier -> tier.warnAt(percent));
    }

    /** Refuses nothing: what exceeds the limit passes, is counted, and warns. */
    public Quota soft() {
        return changed(Tier::soft);
    }

    /** Counts requests of these routes only, such as those that make up a product. Default: all that come here. */
    public Quota routes(String... names) {
        return changed(tier -> tier.routes(Set.of(names)));
    }

    /** The name in answers, records and metrics, and of the counter. Default: made of the limit, as {@code 100-per-month}. */
    public Quota named(String name) {
        if (tiers.length > 1) {
            throw new IllegalStateException(
                    "These are " + tiers.length + " quotas. Give each its name before Quota.all.");
        }
        return changed(tier -> tier.named(name));
    }

    /** How many callers are remembered, where there is no store. Default: 100,000; beyond it newcomers share counters. */
    public Quota maxKeys(int keys) {
        return new Quota(tiers, given, scope, keys, ticker, wallClock);
    }

    /**
     * Counts in a store: a file, or one that several processes share. Quotas of one name (without one, of one window and key)
     * in one store count together. Where the store is gone, it is as {@link Store.OnFailure} says.
     */
    public Quota store(Store store) {
        return store(store, "");
    }

    /**
     * The same, apart from what else counts alike in that store.
     *
     * @param owner whose it is, such as a route; the same after a restart
     */
    public Quota store(Store store, String owner) {
        return new Quota(tiers, store, owner, maxKeys, ticker, wallClock);
    }

    /** The clocks. Default: the machine's. */
    public Quota timing(Ticker monotonic, InstantSource wall) {
        return new Quota(tiers, given, scope, maxKeys, monotonic, wall);
    }

    private Quota changed(UnaryOperator<Tier> change) {
        Tier[] other = Arrays.stream(tiers).map(change).toArray(Tier[]::new);
        return new Quota(other, given, scope, maxKeys, ticker, wallClock);
    }

    @Override
    public String name() {
        return Tier.FILTER;
    }

    @Override
    public Concern concern() {
        return Concern.LIMIT;
    }

    @Override
    public Response handle(Request request, Handler next) throws IOException {
        Entry entry = books.take(request, now());
        if (entry.gone()) {
            return Response.refused(statement.gone(request, entry));
        }
        if (!entry.passes()) {
            return Response.refused(statement.refused(request, entry));
        }
        statement.passed(request, entry);
        Exchange exchange = request.exchange();
        return next.handle(request, head -> {
            if (learns) {
                entry.learn(head);
            }
            return statement.told(exchange, head, entry);
        });
    }

    private Instant now() {
        return clock.now(ticker.nanos());
    }

    /**
     * How it stands for whoever sends such a request; takes nothing. Empty where that cannot be known. Blocks for the budget of
     * the store at most.
     */
    public List<QuotaView> view(Request request) {
        Instant now = now();
        List<Level> levels = books.levels(request, now);
        List<QuotaView> views = new ArrayList<>();
        for (int i = 0; i < levels.size(); i++) {
            views.add(view(tiers[i], levels.get(i), now));
        }
        return views;
    }

    private static QuotaView view(Tier tier, Level level, Instant now) {
        Span span = tier.open(now).span();
        Instant end = span != null ? span.end() : level.used() == 0 ? null : now.plusNanos(level.nanosUntilMore());
        return new QuotaView(tier.name(), tier.limit, level.used(), level.remaining(), end, tier.soft);
    }

    /** How it stands for a caller, as {@link #view(Request)}: {@code Caller.unknown().withConsumer("acme", Set.of())}. */
    public List<QuotaView> view(Caller caller) {
        return view(request(caller));
    }

    /**
     * Forgets what whoever sends such a request has used in the windows of now.
     *
     * @throws IOException if the store did not, or may not have
     */
    public void reset(Request request) throws IOException {
        books.reset(request, now());
    }

    /** Forgets what a caller has used, as {@link #reset(Request)}. */
    public void reset(Caller caller) throws IOException {
        reset(request(caller));
    }

    private Request request(Caller caller) {
        Exchange exchange = Exchange.begin(ticker);
        exchange.attach(caller);
        return Request.of(exchange, "GET", "http", "localhost", "/", null, Headers.empty(), Body.empty());
    }

    /** What it and its parts are called. */
    public List<String> names() {
        return Arrays.stream(tiers).map(Tier::name).toList();
    }

    /** Counts warnings in {@code hauberk.quota.warnings}, by policy. */
    @Override
    public void bindTo(MeterRegistry registry) {
        warnings.to(registry);
    }

    @Override
    public List<String> explain(Request request, boolean callerOpen) {
        String route = request.exchange().route();
        return Arrays.stream(tiers)
                .filter(tier -> tier.routes.isEmpty() || route != null && tier.routes.contains(route))
                .map(tier -> tier.name() + " counts by " + tier.by.explain(request, callerOpen))
                .toList();
    }

    @Override
    public String toString() {
        return name() + Arrays.toString(tiers) + (given == null ? "" : " in store " + given.name());
    }
}
