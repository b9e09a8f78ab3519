package io.hauberk.service;

import io.hauberk.Settings;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Calls stay in the zone that they come from, as far as its endpoints can bear it. Where the zone has a smaller share of
 * the endpoints than of the callers, the rest is spread over the other zones in proportion to what they have to spare, so
 * that in the end each endpoint gets as much as any other. With fewer than {@link #minEndpoints}, in panic, or where
 * nobody is in our zone, zones do not count. Immutable, thread-safe.
 */
public final class ZoneAware {
    private final String zone;
    private final double callers;
    private final int minEndpoints;

    private ZoneAware(String zone, double callers, int minEndpoints) {
        this.zone = zone;
        this.callers = callers;
        this.minEndpoints = minEndpoints;
    }

    /** We are in this zone, by the name that endpoints have it by. */
    public static ZoneAware in(String zone) {
        if (zone.isEmpty()) {
            throw new IllegalArgumentException("A zone has a name, but this one is empty.");
        }
        return new ZoneAware(zone, 0, 6);
    }

    /**
     * The share of all calls to the service that come from our zone, in percent above 0. Default: as many as from each
     * other zone in which it has endpoints.
     */
    public ZoneAware callers(double percent) {
        Percent.require("The share of callers in our zone", percent);
        if (percent == 0) {
            throw new IllegalArgumentException("Somebody calls from our zone, so the share of callers is above 0.");
        }
        return new ZoneAware(zone, percent, minEndpoints);
    }

    /** With fewer endpoints than this, zones do not count. Default: 6. */
    public ZoneAware minEndpoints(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("There is 1 endpoint at least, but this asks for " + count + ".");
        }
        return new ZoneAware(zone, callers, count);
    }

    /** Reads {@code zone: a}, or a block. Nothing where the name is empty: whoever sets it by {@code ${ZONE:}} has none. */
    static @Nullable ZoneAware from(Settings settings) {
        String zone = settings.text("own");
        double callers = settings.has("callers") ? settings.percent("callers", 0) : -1;
        int least = (int) settings.number("minEndpoints", 6, 1, 1_000_000);
        if (callers == 0) {
            settings.fault(
                    "callers", "Somebody calls from our zone, so callers is above 0. Leave it out for even shares.");
        }
        if (zone == null || zone.isEmpty()) {
            return null;
        }
        ZoneAware read = in(zone).minEndpoints(least);
        return callers > 0 ? read.callers(callers) : read;
    }

    /** Where we are. */
    public String zone() {
        return zone;
    }

    int minEndpoints() {
        return minEndpoints;
    }

    /** The share of callers that are in our zone, from 0 to 1, if the service is in so many zones. */
    double callersAmong(int zones) {
        return callers > 0 ? callers / 100 : 1.0 / zones;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ZoneAware that
                && zone.equals(that.zone)
                && callers == that.callers
                && minEndpoints == that.minEndpoints;
    }

    @Override
    public int hashCode() {
        return Objects.hash(zone, callers, minEndpoints);
    }

    @Override
    public String toString() {
        return "in zone " + zone;
    }
}
