package io.hauberk.operation;

import io.hauberk.Filter;
import io.hauberk.annotation.Authenticated;
import io.hauberk.annotation.Authorized;
import io.hauberk.annotation.Quota;
import io.hauberk.annotation.RateLimited;
import io.hauberk.authorize.Authorize;
import io.hauberk.authorize.Rule;
import io.hauberk.key.By;
import io.hauberk.quota.Window;
import io.hauberk.ratelimit.RateLimit;
import io.hauberk.store.Store;
import java.lang.annotation.Annotation;
import java.lang.reflect.Method;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The filters that the annotations of a handler stand for: who it is, how often, who may, how much. */
public final class Annotations {
    private static final Pattern TIME = Pattern.compile("([0-9]{1,9}) ?(ms|s|m|h|d)");
    private static final Map<String, ChronoUnit> UNITS = Map.of(
            "ms", ChronoUnit.MILLIS,
            "s", ChronoUnit.SECONDS,
            "m", ChronoUnit.MINUTES,
            "h", ChronoUnit.HOURS,
            "d", ChronoUnit.DAYS);
    private static final List<Class<? extends Annotation>> TYPES =
            List.of(Authenticated.class, RateLimited.class, Authorized.class, Quota.class);

    private final String name;
    private final Class<?> type;
    private final @Nullable Method method;
    private final Function<String, @Nullable Store> stores;
    private final List<Filter> filters = new ArrayList<>();

    private Annotations(Class<?> type, @Nullable Method method, Function<String, @Nullable Store> stores) {
        this.type = type;
        this.method = method;
        this.stores = stores;
        this.name = type.getSimpleName() + (method == null ? "" : '.' + method.getName());
    }

    /**
     * The filters of a method of a class; what the method does not say, its class says, and what neither says, the types
     * that they override or implement.
     *
     * @param stores those that they may name: {@code gateway.operations()::store}
     * @throws IllegalArgumentException if a value is wrong; the message names the method and the value
     */
    public static List<Filter> filters(
            Class<?> type, @Nullable Method method, Function<String, @Nullable Store> stores) {
        Annotations annotations = new Annotations(type, method, stores);
        annotations.add(Authenticated.class, found -> annotations.authenticated());
        annotations.add(RateLimited.class, annotations::limited);
        annotations.add(Authorized.class, annotations::authorized);
        annotations.add(Quota.class, annotations::quota);
        return List.copyOf(annotations.filters);
    }

    /** Whether the method, its class or a type that they override or implement asks for something. */
    public static boolean present(Class<?> type, @Nullable Method method) {
        return TYPES.stream().anyMatch(each -> Inherited.find(each, type, method) != null);
    }

    /** Whether the method, or one that it overrides, says something that its class does not say for all. */
    public static boolean speaks(Class<?> type, Method method) {
        return TYPES.stream().anyMatch(each -> Inherited.onMethod(each, type, method) != null);
    }

    /** The method, and those that it overrides or implements, generic ones included, nearest first. For adapters. */
    public static List<Method> overridden(Class<?> type, Method method) {
        return List.copyOf(Inherited.methods(type, method));
    }

    private <A extends Annotation> void add(Class<A> annotation, Function<A, Filter> filter) {
        A found = Inherited.find(annotation, type, method);
        if (found == null) {
            return;
        }
        try {
            filters.add(filter.apply(found));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "@" + annotation.getSimpleName() + " of " + name + ": " + e.getMessage(), e);
        }
    }

    private Filter authenticated() {
        return Authorize.allow(
                Rule.any().principals("*").named("authenticated"),
                Rule.any().consumers("*").named("authenticated"));
    }

    private Filter authorized(Authorized authorized) {
        Rule rule = Rule.any();
        if (authorized.scopes().length > 0) {
            rule = rule.scopes(authorized.scopes());
        }
        if (authorized.roles().length > 0) {
            rule = rule.roles(authorized.roles());
        }
        if (authorized.groups().length > 0) {
            rule = rule.groups(authorized.groups());
        }
        if (authorized.scopes().length + authorized.roles().length + authorized.groups().length == 0) {
            throw new IllegalArgumentException(
                    "It names neither scopes, roles nor groups. For whoever is known, write" + " @Authenticated.");
        }
        return Authorize.allow(rule.named(name));
    }

    private Filter limited(RateLimited limited) {
        RateLimit limit = RateLimit.of(limited.value(), time(limited.per()));
        if (limited.burst() != 0) {
            limit = limit.burst(limited.burst());
        }
        By[] parts = parts(limited.by());
        return parts.length == 0 ? limit : limit.by(parts);
    }

    private Filter quota(Quota quota) {
        io.hauberk.quota.Quota read =
                io.hauberk.quota.Quota.of(quota.value(), window(quota)).warnAt(quota.warnAt());
        By[] parts = parts(quota.by());
        read = parts.length == 0 ? read : read.by(parts);
        read = quota.soft() ? read.soft() : read;
        return quota.store().isEmpty() ? read : stored(read, quota.store());
    }

    private Filter stored(io.hauberk.quota.Quota quota, String store) {
        if (stores.apply(store) == null) {
            throw new IllegalArgumentException("The gateway has no store \"" + store
                    + "\". Add it under stores in its file (GatewayBuilder.stores), or name another one.");
        }
        return new StoredQuota(quota, store, owner(), stores);
    }

    /** The same after a restart, and another one for each method. */
    private String owner() {
        return method == null
                ? type.getName()
                : type.getName() + '.' + method.getName() + Arrays.toString(method.getParameterTypes());
    }

    private static Window window(Quota quota) {
        if (quota.window().equals("calendar")) {
            Window window = Window.calendar(quota.per());
            return quota.zone().isEmpty() ? window : window.in(zone(quota.zone()));
        }
        Duration length = time(quota.per());
        Window window = switch (quota.window()) {
            case "rolling" -> Window.rolling(length);
            case "flexible" -> Window.flexible(length);
            default ->
                throw new IllegalArgumentException(
                        "\"" + quota.window() + "\" is no kind of window. Write calendar, rolling or flexible.");
        };
        return quota.zone().isEmpty() ? window : window.in(zone(quota.zone()));
    }

    private static ZoneId zone(String text) {
        try {
            return ZoneId.of(text);
        } catch (DateTimeException e) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no time zone. Write one such as Europe/Berlin, or UTC.", e);
        }
    }

    private static By[] parts(String[] texts) {
        return Arrays.stream(texts).map(Annotations::by).toArray(By[]::new);
    }

    private static By by(String text) {
        if (text.startsWith("header:") && text.length() > 7) {
            return By.header(text.substring(7));
        }
        if (text.startsWith("claim:") && text.length() > 6) {
            return By.claim(text.substring(6));
        }
        return switch (text) {
            case "address" -> By.address();
            case "principal" -> By.principal();
            case "consumer" -> By.consumer();
            case "route" -> By.route();
            case "everyone" -> By.everyone();
            default ->
                throw new IllegalArgumentException("\"" + text + "\" is nothing to count by. Write address, principal,"
                        + " consumer, route, everyone, header:NAME or claim:NAME.");
        };
    }

    private static Duration time(String text) {
        Matcher matcher = TIME.matcher(text);
        ChronoUnit unit = matcher.matches() ? UNITS.get(matcher.group(2)) : null;
        if (unit == null) {
            throw new IllegalArgumentException(
                    "\"" + text + "\" is no time. Write a number and a unit: 250ms, 2s, 1m, 1h or 30d.");
        }
        return Duration.of(Long.parseLong(matcher.group(1)), unit);
    }
}
