/** The service that the fleet tests, and its tests. */
@NullMarked
package com.acme.users;

import org.jspecify.annotations.NullMarked;
