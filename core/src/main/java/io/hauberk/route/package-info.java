/**
 * Which route a request takes.
 *
 * <p>A {@link io.hauberk.route.Match} says what a route asks for: path, method, host, headers, query. A {@link
 * io.hauberk.route.Router} is the compiled index over all of them. The winner is the most specific match, in this
 * order: host (exact, longer wildcard, shorter wildcard, none); path, element by element from the left (literal,
 * pattern, variable, {@code **}, and an exact end before {@code **}); a method before none; more headers; more query
 * parameters; then order. Where no match of the most specific host fits, the next less specific host is asked, down to
 * matches without a host: the literal reading of the Kubernetes Gateway API.
 *
 * <p>Paths are compared as canonical text (see {@link io.hauberk.network.CanonicalPath}); the literals of routes are
 * brought into the same form. A trailing slash is an element of its own: {@code /a} is not {@code /a/}, and {@code
 * /a/**} takes both. The cost of a look-up depends on the number of elements in the path, not on the number of routes.
 */
@NullMarked
package io.hauberk.route;

import org.jspecify.annotations.NullMarked;
