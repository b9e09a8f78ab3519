/**
 * Who may. {@link io.hauberk.authorize.Authorize} is the filter, {@link io.hauberk.authorize.Rule} what it goes by.
 *
 * <p>The semantics are those of Istio's AuthorizationPolicy: rules under audit are noted and decide nothing; a deny rule
 * that fits refuses; then, where there are allow rules, one of them must fit. All parts of a rule must hold, each by one
 * of its values. Where a part can be read in two ways, an allow rule takes the narrower and a deny rule the wider one: a
 * repeated header fits an allow rule if all its values do and a deny rule if one does; a deny rule for GET covers HEAD.
 *
 * <p>In a chain: after authentication, before a cache and before whatever changes the path.
 */
@NullMarked
package io.hauberk.authorize;

import org.jspecify.annotations.NullMarked;
