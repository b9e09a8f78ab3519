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
        service = memory(service);
        service = blocks(service);
        return settings.has("filters") ? service.use(filters.apply(settings).toArray(Filter[]::new)) : service;
    }

    private Service time(String key, Service service, BiFunction<Service, Duration, Service> wither) {
        Duration duration = settings.duration(key);
        return duration == null ? service : wither.apply(service, duration);
    }

    private Service memory(Service service) {
        Duration time = settings.duration("rememberGone");
        if (time != null && time.compareTo(Service.LONGEST_MEMORY) > 0) {
            settings.fault("rememberGone", "Endpoints that have gone are remembered for a day at most.");
            return service;
        }
        return time == null ? service : service.rememberGone(time);
    }

    private Service blocks(Service service) {
        Service read = Entry.of(settings, "retry", "retries")
                .into(service, Retry::from, (to, retry) -> to.retry(retry == null ? Retry.never() : retry));
        read = Entry.of(settings, "hedge", "after")
                .into(read, Hedge::from, (to, hedge) -> to.hedge(hedge == null ? Hedge.never() : hedge));
        read = guards(read);
        read = read.earlyRefusal(settings.percent("earlyRefusal", read.earlyRefusal()));
        Settings outliers = single("outlierDetection", "mode");
        if (outliers != null) {
            read = read.outlierDetection(OutlierDetection.from(outliers));
        }
        read = Entry.of(settings, "warmUp", "endpoints")
                .into(read, WarmUp::from, (to, warm) -> to.warmUp(warm == null ? WarmUp.never() : warm));
        read = Entry.of(settings, "healthCheck", "path").into(read, HealthCheck::from, Service::healthCheck);
        Settings tls = single("tls", "mode");
        return tls == null ? read : read.tls(Tls.from(tls));
    }

    private Service guards(Service service) {
        Settings breaker = single("circuitBreaker", "mode");
        Settings throttling = single("adaptiveThrottling", "mode");
        Service read = breaker == null ? service : service.circuitBreaker(CircuitBreaker.from(breaker));
        read = Entry.of(settings, "limits", "requests").into(read, Limits::from, Service::limits);
        read = throttling == null ? read : read.adaptiveThrottling(AdaptiveThrottling.from(throttling));
        return Entry.of(settings, "fallback", "service").into(read, Fallback::from, Service::fallback);
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
