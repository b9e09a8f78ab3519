package io.hauberk.service;

import java.util.List;

/** Endpoints that are known beforehand. */
record Fixed(List<Endpoint> endpoints) implements Discovery {
    @Override
    public Watch watch(Watcher watcher) {
        watcher.found(endpoints);
        return () -> {};
    }

    @Override
    public String scheme() {
        return endpoints.stream().allMatch(e -> e.scheme().equals("https")) ? "https" : "http";
    }

    @Override
    public String toString() {
        return endpoints.toString();
    }
}
