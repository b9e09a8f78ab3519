package io.hauberk.service;

import io.hauberk.Filter;
import io.hauberk.Settings;
import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Endpoint;
import io.hauberk.identity.Tls;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiFunction;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Reads a service from a configuration file. */
final class ServiceReader {
    private final Settings settings;

    ServiceReader(Settings settings) {
        this.settings = settings;
    }

    Service read(String name, Service defaults, Function<Settings, List<Filter>> filters) {
        Service service = defaults;
        if (Service.isName(name)) {
            service = defaults.as(name);
        } else {
            settings.fault(
                    "",
                    "\"" + name
                            + "\" cannot name a service: a name has 1 to 63 lower-case letters, digits and inner hyphens.");
        }
        Discovery discovery = discovery();
        if (discovery != null) {
            service = service.discover(discovery);
        }
        service = new BalanceReader(settings).read(service);
        service = time("timeout", service, Service::timeout);
        service = time("attemptTimeout", service, Service::attemptTimeout);
        service = time("connectTimeout", service, Service::connectTimeout);
        service = time("idleTimeout", service, Service::idleTimeout);
        service = blocks(service);
        return settings.has("filters") ? service.use(filters.apply(settings).toArray(Filter[]::new)) : service;
    }

    private Service time(String key, Service service, BiFunction<Service, Duration, Service> wither) {
        Duration duration = settings.duration(key);
        return duration == null ? service : wither.apply(service, duration);
    }

    private Service blocks(Service service) {
        Settings retry = single("retry", "retries");
        Settings hedge = single("hedge", "after");
        Settings outliers = single("outlierDetection", "mode");
        Settings health = single("healthCheck", "path");
        Settings tls = single("tls", "mode");
        Service read = service;
        if (retry != null) {
            read = read.retry(Retry.from(retry));
        }
        if (hedge != null) {
            read = read.hedge(Hedge.from(hedge));
        }
        read = guards(read);
        read = read.earlyRefusal(settings.percent("earlyRefusal", read.earlyRefusal()));
        if (outliers != null) {
            read = read.outlierDetection(OutlierDetection.from(outliers));
        }
        Settings warm = single("warmUp", "endpoints");
        if (warm != null) {
            read = read.warmUp(WarmUp.from(warm));
        }
        if (health != null) {
            read = read.healthCheck(HealthCheck.from(health));
        }
        return tls == null ? read : read.tls(Tls.from(tls));
    }

    private Service guards(Service service) {
        Settings breaker = single("circuitBreaker", "mode");
        Settings limits = single("limits", "requests");
        Settings throttling = single("adaptiveThrottling", "mode");
        Settings fallback = single("fallback", "service");
        CircuitBreaker circuit = breaker == null ? null : CircuitBreaker.from(breaker);
        Limits most = limits == null ? null : Limits.from(limits);
        AdaptiveThrottling throttle = throttling == null ? null : AdaptiveThrottling.from(throttling);
        Fallback other = fallback == null ? null : Fallback.from(fallback);
        Service read = breaker == null ? service : service.circuitBreaker(circuit);
        read = most == null ? read : read.limits(most);
        read = throttling == null ? read : read.adaptiveThrottling(throttle);
        return other == null ? read : read.fallback(other);
    }

    private @Nullable Settings single(String key, String shortForm) {
        List<Settings> blocks = settings.blocks(key, shortForm);
        if (blocks.size() > 1) {
            settings.fault(key, "There is one " + key + " for a service, but this is a list of " + blocks.size() + ".");
        }
        return blocks.isEmpty() ? null : blocks.get(0);
    }

    private @Nullable Discovery discovery() {
        if (settings.has("endpoints") && settings.has("discover")) {
            settings.fault("discover", "A service has endpoints or discover, not both. Leave one of them out.");
        }
        List<Endpoint> endpoints = new ArrayList<>();
        for (Settings block : settings.blocks("endpoints", "url")) {
            Endpoint endpoint = Endpoint.from(block);
            if (endpoint != null) {
                endpoints.add(endpoint);
            }
        }
        Settings discover = settings.block("discover");
        return discover != null
                ? DiscoverReader.system().read(discover)
                : settings.has("endpoints") ? Discovery.of(endpoints) : null;
    }
}
