import Foundation

extension String {
  /// With everything but RFC 3986's unreserved characters (section 2.3) as `%XX` of its UTF-8: safe
  /// in a form, in the user of an address, and in the name of a file.
  package var percentEncoded: String {
    let plain = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~"
    return addingPercentEncoding(withAllowedCharacters: CharacterSet(charactersIn: plain)) ?? ""
  }
}
