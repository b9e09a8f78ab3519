package io.hauberk.kubernetes;

import io.hauberk.discovery.Discovery;
import io.hauberk.discovery.Rounds;
import io.hauberk.discovery.Watcher;
import io.hauberk.fetch.Fetch;
import io.hauberk.registry.Access;
import io.hauberk.registry.Origin;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The pods of a Kubernetes service, by its EndpointSlices ({@code discovery.k8s.io/v1}): listed once, and watched from then
 * on. A pod that is ready is an endpoint; one that terminates and still serves is leaving; others are none. What a service
 * with {@code publishNotReadyAddresses} publishes, its slices call ready. The pod's name is the key for consistent hashing,
 * its zone the endpoint's, its name and node are labels.
 *
 * <p>Asks the API server of the cluster as the pod's service account, which needs {@code list} and {@code watch} for {@code
 * endpointslices} in that namespace. Its token is read again for each request, the authority's certificate when it changes.
 * Each watch holds a thread and a connection. Immutable, thread-safe.
 *
 * @see <a href="https://kubernetes.io/docs/concepts/services-networking/endpoint-slices/">EndpointSlices</a>
 * @see <a href="https://kubernetes.io/docs/reference/using-api/api-concepts/#efficient-detection-of-changes">list and
 *     watch</a>
 */
public final class Kubernetes implements Discovery {
    private static final Pattern LABEL = Pattern.compile("[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?");

    private final Target target;
    private final Api api;

    private Kubernetes(Target target, Api api) {
        this.target = target;
        this.api = api;
    }

    /**
     * The pods behind a service.
     *
     * @param name {@code orders}, in our own namespace, or {@code orders.shop} for one in another
     */
    public static Kubernetes service(String name) {
        int dot = name.indexOf('.');
        String service = dot < 0 ? name : name.substring(0, dot);
        String namespace = dot < 0 ? null : name.substring(dot + 1);
        require("service", service);
        if (namespace != null) {
            require("namespace", namespace);
        }
        return new Kubernetes(new Target(service, namespace, null, null, Family.ANY), Api.inCluster());
    }

    private static void require(String what, String name) {
        if (!LABEL.matcher(name).matches()) {
            throw new IllegalArgumentException("\"" + name + "\" cannot name a " + what
                    + " of Kubernetes: names have 1 to 63 lower-case letters, digits and inner hyphens.");
        }
    }

    /** In this namespace. Default: that of the name, else our own. */
    public Kubernetes namespace(String namespace) {
        require("namespace", namespace);
        return new Kubernetes(
                new Target(target.service(), namespace, target.port(), target.zone(), target.family()), api);
    }

    /** At the port of that name or number. Default: the only one there is. */
    public Kubernetes port(String port) {
        return new Kubernetes(
                new Target(target.service(), target.namespace(), port, target.zone(), target.family()), api);
    }

    /**
     * We are in this zone: endpoints that the slices' hints give to it have priority 0, the others 1. As kube-proxy does,
     * hints are left aside unless all endpoints have one and some are for this zone. Default: hints are not looked at.
     */
    public Kubernetes zone(String zone) {
        return new Kubernetes(
                new Target(target.service(), target.namespace(), target.port(), zone, target.family()), api);
    }

    /** Which addresses of pods that have both are used. Default: {@link Family#ANY}. */
    public Kubernetes family(Family family) {
        return new Kubernetes(
                new Target(target.service(), target.namespace(), target.port(), target.zone(), family), api);
    }

    /**
     * Asks this API server, such as {@code https://10.0.0.1:6443}. Default: that of the cluster we run in.
     *
     * @throws IllegalArgumentException if it is no URL, or not encrypted and on another machine: who reads along would have
     *     our token
     */
    public Kubernetes api(String url) {
        Fetch.requireUrl(url);
        return new Kubernetes(target, api.at(Origin.requireUrl(url)));
    }

    /** Presents the token in this file. Default: that of the pod's service account. */
    public Kubernetes token(Path file) {
        return new Kubernetes(target, api.token(file));
    }

    /** Trusts the authorities in this PEM file. Default: that of the pod's service account. */
    public Kubernetes trust(Path file) {
        return access(api.access().trusting(file));
    }

    /**
     * Shows this certificate, PEM, with its issuers, and no token unless {@link #token(Path)} names one afterwards. Default:
     * none.
     */
    public Kubernetes certificate(Path certificate, Path privateKey) {
        return access(api.access().showing(certificate, privateKey));
    }

    Access access() {
        return api.access();
    }

    Kubernetes access(Access access) {
        return new Kubernetes(target, api.access(access));
    }

    @Override
    public Watch watch(Watcher watcher) {
        Origin origin = new Origin(List.of(api.url()), api.access());
        Rounds rounds = Rounds.apart(watcher, new ListAndWatch(watcher, target, api, origin));
        return () -> {
            rounds.close();
            origin.close();
        };
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Kubernetes that && target.equals(that.target) && api.equals(that.api);
    }

    @Override
    public int hashCode() {
        return target.hashCode();
    }

    @Override
    public String toString() {
        return "kubernetes " + target.service() + (target.namespace() == null ? "" : "." + target.namespace());
    }
}
