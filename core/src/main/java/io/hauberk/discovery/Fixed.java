package io.hauberk.discovery;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Endpoints that are known beforehand. Equal to others only if weights and zones are the same, too. */
record Fixed(List<Endpoint> endpoints) implements Discovery {
    @Override
    public Watch watch(Watcher watcher) {
        watcher.found(endpoints);
        return () -> {};
    }

    @Override
    public List<Endpoint> known() {
        return endpoints;
    }

    @Override
    public String scheme() {
        return endpoints.stream().allMatch(e -> e.scheme().equals("https")) ? "https" : "http";
    }

    @Override
    public boolean equals(@Nullable Object other) {
        if (!(other instanceof Fixed that) || endpoints.size() != that.endpoints.size()) {
            return false;
        }
        for (int i = 0; i < endpoints.size(); i++) {
            if (!endpoints.get(i).same(that.endpoints.get(i))) {
                return false;
            }
        }
        return true;
    }

    @Override
    public int hashCode() {
        return endpoints.hashCode();
    }

    @Override
    public String toString() {
        return endpoints.toString();
    }
}
