/**
 * Puts a Hauberk filter at the door of a servlet application.
 *
 * <p>{@link io.hauberk.servlet.HauberkFilter} receives the dispatches, {@code Served} carries one request through all of
 * its dispatches, {@code Application} is the innermost handler (the rest of the servlet chain), and the {@code Guarded*}
 * types are what the application sees of its request and response.
 */
@NullMarked
package io.hauberk.servlet;

import org.jspecify.annotations.NullMarked;
