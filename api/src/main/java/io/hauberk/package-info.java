/** The contract of Hauberk: handlers, filters, and the values that pass between them. */
@NullMarked
package io.hauberk;

import org.jspecify.annotations.NullMarked;
